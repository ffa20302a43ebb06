"""A torrent's import has a next step: its plan is made, its books are placed, or all of it is undone."""

from dataclasses import dataclass
from typing import Any

from clients.qbittorrent import Qbittorrent, Torrent
from domain.clock import Clock
from domain.errors import CredentialsError, NeedsPersonError
from domain.events import ImportDue, Report, TorrentFinished
from domain.facts import ImportChoice, ImportProblem, ImportStatus, ReasonKind, Status
from domain.importing.plan import Plan
from domain.outcomes import Done, Drop, Later, Outcome
from handlers.importing.place import PlaceBooks
from handlers.importing.plan_import import PlanImport
from handlers.importing.present import Present
from handlers.importing.refused import ImportRefusedError
from handlers.importing.seen import Seen
from handlers.importing.undo import UndoImport
from handlers.matching.proofs import UndecidedError
from store.downloads import Download, Downloads
from store.imports import Import, Imports


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTorrent:
    """Puts a torrent's books into the library, as `IMPORT` says.

    Safe to repeat: an import that is placed or undone stays so, and one that was begun is continued.
    """

    qbittorrent: Qbittorrent
    downloads: Downloads
    imports: Imports
    plan_import: PlanImport
    present: Present
    place: PlaceBooks
    undo: UndoImport
    clock: Clock
    dry_run: bool

    async def __call__(self, event: ImportDue, _event_id: int) -> Outcome:
        """Handle the event."""
        one = await self.imports.begin(event.info_hash, event.download, now=self.clock.now())
        if one.status is ImportStatus.UNDOING:
            return await self.undo(one)
        if one.status in {ImportStatus.UNDONE, ImportStatus.FAILED}:
            return Drop(f"its import is {one.status}")
        download = await self.downloads.by_id(event.download)
        torrent = await self.qbittorrent.torrent(event.info_hash)
        if torrent is None or download is None:
            return await self._gone(one)
        if one.status in {ImportStatus.PLACED, ImportStatus.NOT_NEEDED}:
            return _on(torrent, f"its import is {one.status}")
        if not self.place.modes and one.status is not ImportStatus.PLACING:
            return _on(torrent, "IMPORT is off")
        try:
            return await self._import(one, download, torrent)
        except CredentialsError:
            raise
        except NeedsPersonError as error:
            await self._wait(one, download, error)
            raise

    async def _import(self, one: Import, download: Download, torrent: Torrent) -> Outcome:
        if one.status is ImportStatus.PLACING and self.dry_run:
            await self.place.take_back(one.id, None if one.plan is None else Plan(**one.plan))
        elif one.status is ImportStatus.PLACING and one.plan is not None:
            return await self._place(one, torrent, Plan(**one.plan), await self.plan_import.seen(torrent))
        there = await self.present(download, torrent) if one.choice is None else None
        if isinstance(there, Later):
            return there
        if there is not None:
            await self._set(one, status=ImportStatus.NOT_NEEDED, detail=there)
            return _on(torrent, there)
        seen = await self.plan_import.seen(torrent)
        plan = await self.plan_import(torrent, download.recording, seen, one.choice)
        planned = {"plan": plan.model_dump(mode="json"), "size": plan.size, "work": [], "copied": 0}
        try:
            await self._must_be_clear(plan, download, one.choice)
        except ImportRefusedError:
            await self._set(one, status=ImportStatus.PLANNED, **planned)
            raise
        if self.dry_run:
            await self._set(one, status=ImportStatus.PLANNED, **planned)
            return Done("a dry run: it was only planned")
        return await self._place(one, torrent, plan, seen)

    async def _must_be_clear(self, plan: Plan, download: Download, choice: ImportChoice | None) -> None:
        try:
            self.plan_import.must_be_clear(plan, choice)
            await self.place.must_have_places(plan)
        except ImportRefusedError as error:
            if error.kind is ImportProblem.TARGET_TAKEN:
                folders = [str(book.folder) for book in plan.books]
                raise await self.present.better(folders, download.recording) or error from error
            raise

    async def _place(self, one: Import, torrent: Torrent, plan: Plan, seen: Seen) -> Outcome:
        later = await self.place(one, plan, seen.on_disk)
        if later is not None:
            return later
        folders = ", ".join(str(book.folder) for book in plan.books)
        return _on(torrent, f"placed in {folders}")

    async def _wait(self, one: Import, download: Download, error: NeedsPersonError) -> None:
        """Note for a person why it is not placed, in both records."""
        problem = error.kind if isinstance(error, ImportRefusedError) else ImportProblem.UNDECIDED
        await self._set(one, status=ImportStatus.NEEDS_PERSON, problem=problem, detail=str(error))
        await self.downloads.update(
            one.download_id,
            status=Status.NEEDS_PERSON.value,
            reason=str(error),
            reason_kind=ReasonKind.NOT_IMPORTED,
            candidates=_candidates(download, error),
        )

    async def _gone(self, one: Import) -> Outcome:
        """Without its torrent nothing more is made; a book that is placed stays."""
        if one.status is ImportStatus.PLACED:
            return Drop("qBittorrent no longer has this torrent; its book stays")
        await self.place.take_back(one.id, Plan(**one.plan) if one.plan else None)
        why = "qBittorrent no longer has this torrent"
        await self._set(one, status=ImportStatus.FAILED, problem=ImportProblem.TORRENT_GONE, detail=why)
        return Drop(why)

    async def _set(self, one: Import, *, status: ImportStatus, **values: object) -> None:
        cleared = {"problem": None, "detail": None} | values
        await self.imports.update(one.id, now=self.clock.now(), status=status.value, **cleared)


def _on(torrent: Torrent, note: str) -> Done:
    """The completion goes on, which finds the book where it is now."""
    hashes = {"info_hash": torrent.hash, "v1": torrent.v1, "v2": torrent.v2}
    return Done(note, (TorrentFinished(**hashes, report=Report.IMPORT),))


def _candidates(download: Download, error: NeedsPersonError) -> list[dict[str, Any]] | None:
    """The items among which a person has to choose."""
    if not isinstance(error, UndecidedError):
        return None
    return [one.as_stored(download.recording) for one in error.candidates]
