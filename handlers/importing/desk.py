"""What a person may do about imports: see a plan, import, decide, undo."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from clients.qbittorrent import Qbittorrent, Torrent
from domain.category_rule import CategoryRule
from domain.clock import Clock
from domain.errors import BadInputError, NeedsPersonError, NotFoundError
from domain.events import ImportAllDue
from domain.facts import ImportChoice, ImportProblem, ImportStatus
from domain.importing.plan import Plan
from domain.outcomes import Later
from handlers.importing.outside import Outside
from handlers.importing.place import PlaceBooks
from handlers.importing.plan_import import PlanImport
from handlers.importing.present import Present
from handlers.importing.refused import ImportRefusedError
from store.downloads import Download, Downloads
from store.imports import Import, Imports
from store.queue.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedImport:
    """What an import of a torrent would do.

    Args:
        info_hash: The torrent client's id of the torrent.
        name: The torrent's.
        download_id: Its record; None while MAM was not asked for it.
        plan: What goes where; None where there is none.
        status: `planned` for one that would be made, `not_needed`, or `needs_person`.
        problem: Why a person has to decide.
        detail: Why it would not be made, in a sentence.
    """

    info_hash: str
    name: str
    download_id: int | None
    plan: Plan | None
    status: ImportStatus
    problem: ImportProblem | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDesk:
    """Imports by a person's word. What changes the disk is done by the queue, so that it survives a restart."""

    qbittorrent: Qbittorrent
    downloads: Downloads
    imports: Imports
    inbox: Inbox
    outside: Outside
    rule: CategoryRule
    plan_import: PlanImport
    present: Present
    place: PlaceBooks
    clock: Clock
    is_on: bool

    async def plan(self, download_id: int) -> PlannedImport:
        """What an import of a download would do; nothing is stored or made.

        Raises:
            NotFoundError: There is no such download, or qBittorrent does not have its torrent.
        """
        download, torrent = await self._download(download_id)
        return await self._planned(torrent, download)

    async def plan_all(self) -> AsyncIterator[PlannedImport]:
        """The same of every finished torrent that `--all` would import, the oldest first; MAM is not asked."""
        for torrent in await self.waiting():
            download = await self.downloads.by_info_hash(torrent.hash, torrent.v1, torrent.v2)
            if download is None:
                why = "its record is read from MyAnonamouse first"
                yield PlannedImport(
                    info_hash=torrent.hash,
                    name=torrent.name,
                    download_id=None,
                    plan=None,
                    status=ImportStatus.PLANNED,
                    detail=why,
                )
            else:
                yield await self._planned(torrent, download)

    async def waiting(self) -> list[Torrent]:
        """The finished torrents of our category that lie in no library folder and have no import, the oldest first."""
        ours = [
            torrent
            for torrent in await self.qbittorrent.torrents()
            if torrent.finished and self.rule.covers(torrent.category)
        ]
        known = await self.imports.known([torrent.hash for torrent in ours])
        left = [torrent for torrent in ours if torrent.hash not in known and await self.outside(torrent)]
        return sorted(left, key=lambda torrent: (torrent.completed_at, torrent.hash))

    async def do(self, download_id: int) -> Import:
        """Import a download's torrent, also one that was undone, or whose book the library has already.

        Raises:
            NotFoundError: There is no such download, or qBittorrent does not have its torrent.
            BadInputError: `IMPORT` is off, or the torrent lies in a library folder.
        """
        self._must_be_on()
        download, torrent = await self._download(download_id)
        if not await self.outside(torrent):
            raise BadInputError("download", f"{torrent.name} lies in a library folder already")
        one = await self.imports.begin(torrent.hash, download.id, now=self.clock.now())
        if one.status in {ImportStatus.PLACED, ImportStatus.PLACING, ImportStatus.UNDOING}:
            return one
        return await self._due(one, status=ImportStatus.PLANNED, choice=one.choice or ImportChoice.AS_PLANNED)

    async def do_all(self) -> None:
        """Import what was complete before, one after the other.

        Raises:
            BadInputError: `IMPORT` is off.
        """
        self._must_be_on()
        await self.inbox.add(ImportAllDue(), now=self.clock.now())

    async def confirm(self, download_id: int, choice: ImportChoice) -> Import:
        """Decide what an import waits for.

        Raises:
            NotFoundError: The download has no import.
            BadInputError: It does not wait for a person.
        """
        one = await self._import_of(download_id)
        if one.status is not ImportStatus.NEEDS_PERSON:
            raise BadInputError("download", f"its import does not wait for you: it is {one.status}")
        return await self._due(one, status=ImportStatus.PLANNED, choice=choice)

    async def undo(self, download_id: int) -> Import:
        """Remove what an import made, or give up one that is not placed; the torrent stays.

        Raises:
            NotFoundError: The download has no import.
        """
        one = await self._import_of(download_id)
        if one.status in {ImportStatus.UNDONE, ImportStatus.UNDOING}:
            return one
        return await self._due(one, status=ImportStatus.UNDOING, choice=None)

    async def of(self, download_id: int) -> Import | None:
        """A download's import; None without one."""
        return await self.imports.of_download(download_id)

    async def listed(
        self, *, status: ImportStatus | None = None, before: int | None = None, limit: int = 100
    ) -> list[Import]:
        """The imports, the newest first."""
        return await self.imports.listed(status=status, before=before, limit=limit)

    async def _planned(self, torrent: Torrent, download: Download) -> PlannedImport:
        def said(status: ImportStatus, plan: Plan | None = None, **why: object) -> PlannedImport:
            return PlannedImport(
                info_hash=torrent.hash,
                name=torrent.name,
                download_id=download.id,
                plan=plan,
                status=status,
                **why,  # type: ignore[arg-type]  # problem and detail
            )

        plan: Plan | None = None
        try:
            there = await self.present(download, torrent)
            if there is not None:
                detail = there.reason if isinstance(there, Later) else there
                status = ImportStatus.PLANNED if isinstance(there, Later) else ImportStatus.NOT_NEEDED
                return said(status, detail=detail)
            seen = await self.plan_import.seen(torrent)
            plan = await self.plan_import(torrent, download.recording, seen, None)
            self.plan_import.must_be_clear(plan, None)
            await self.place.must_have_places(plan)
        except NeedsPersonError as error:
            problem = error.kind if isinstance(error, ImportRefusedError) else ImportProblem.UNDECIDED
            return said(ImportStatus.NEEDS_PERSON, plan, problem=problem, detail=str(error))
        return said(ImportStatus.PLANNED, plan)

    async def _due(self, one: Import, *, status: ImportStatus, choice: ImportChoice | None) -> Import:
        await self.imports.make_due(
            one, now=self.clock.now(), status=status.value, choice=choice and choice.value
        )
        return await self.imports.by_id(one.id) or one

    async def _download(self, download_id: int) -> tuple[Download, Torrent]:
        download = await self.downloads.by_id(download_id)
        if download is None or download.info_hash is None:
            raise NotFoundError(f"there is no download {download_id} with a torrent")
        torrent = await self.qbittorrent.torrent(download.info_hash)
        if torrent is None:
            raise NotFoundError("qBittorrent no longer has this torrent")
        return download, torrent

    async def _import_of(self, download_id: int) -> Import:
        one = await self.imports.of_download(download_id)
        if one is None:
            raise NotFoundError(f"download {download_id} has no import")
        return one

    def _must_be_on(self) -> None:
        if not self.is_on:
            raise BadInputError("IMPORT", "is off: set it to hardlink, reflink or copy")
