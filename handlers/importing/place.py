"""Places the books of a plan in the library: all of them, or none."""

import asyncio
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.clock import Clock
from domain.facts import ImportMode, ImportProblem, ImportStatus
from domain.importing.plan import Plan, PlannedBook
from domain.outcomes import Later
from domain.retry import Wait
from handlers.importing import renaming, staging
from handlers.importing.check_targets import must_be_free, must_have_room
from handlers.importing.making import Source
from handlers.importing.refused import ImportRefusedError, refused
from handlers.importing.seen import OnDisk
from handlers.importing.sidecar_of import SidecarOf
from handlers.importing.staging import BookSources
from handlers.importing.work import BookWork
from store.imports import Import, Imports
from store.sidecars import WrittenSidecar

_SLICE: Final = 64 << 20
"""Bytes that are copied at once; then the progress is stored."""

_AT_A_STRETCH: Final = timedelta(seconds=45)
"""A handler is stopped after two minutes: a longer copy is continued by the next try."""

_FALLS_BACK: Final = frozenset(
    {
        ImportProblem.OTHER_FILE_SYSTEM,
        ImportProblem.NO_LINKS,
        ImportProblem.NO_REFLINK,
        ImportProblem.TOO_MANY_LINKS,
        ImportProblem.NO_PERMISSION,
    }
)
"""The refusals that the next mode of `IMPORT` may not meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBooks:
    """Makes the books in hidden folders, and renames them into their places.

    Safe to repeat after a crash at any point: what the store says was begun is continued.

    Args:
        imports: Keeps what is made.
        modes: `IMPORT`, in the order to try.
        roots: The folders that books go to.
        sidecar_of: Makes a book's metadata file.
        clock: The time.
        at_once: Bytes that are copied before the progress is stored.
        at_a_stretch: How long files are copied before the event waits for its next turn.
    """

    imports: Imports
    modes: Sequence[ImportMode]
    roots: Sequence[str]
    sidecar_of: SidecarOf
    clock: Clock
    at_once: int = _SLICE
    at_a_stretch: timedelta = _AT_A_STRETCH

    async def __call__(self, one: Import, plan: Plan, files: OnDisk) -> Later | None:
        """Place them; Later where a long copy has to be continued.

        Raises:
            ImportRefusedError: It cannot be done; everything that was made is removed.
        """
        modes = self._modes(one)
        for number, mode in enumerate(modes, 1):
            works = self._works(one, plan) if number == 1 else self._new(plan)
            try:
                return await self._place(one, plan, works, mode, files=files)
            except (ImportRefusedError, OSError) as error:
                await self.take_back(one.id, plan)
                why = _why(error, mode)
                if number == len(modes) or why.kind not in _FALLS_BACK:
                    raise why from error.__cause__
        return None

    async def must_have_places(self, plan: Plan) -> None:
        """Refuse a plan whose folders exist already, or would be merged with others, before anything is made.

        Raises:
            ImportRefusedError: Why.
        """
        await asyncio.to_thread(must_be_free, self._new(plan))

    async def take_back(self, import_id: int, plan: Plan | None) -> list[str]:
        """Remove what was made for an import; returns the paths that are left, because others changed them."""
        one = await self.imports.by_id(import_id)
        works = [] if one is None else [BookWork(**work) for work in one.work]
        try:
            left = await asyncio.to_thread(_take_back, works, plan)
        except OSError as error:
            raise _why(error, ImportMode.HARDLINK) from error
        await self._keep(import_id, works=[], copied=0)
        return left

    async def _place(
        self, one: Import, plan: Plan, works: list[BookWork], mode: ImportMode, *, files: OnDisk
    ) -> Later | None:
        books = [self._sources(book, files) for book in plan.books]
        if one.status is not ImportStatus.PLACING:
            await asyncio.to_thread(must_have_room, works, books, mode)
        # From here on a crash leaves something on the disk.
        begun = {"status": ImportStatus.PLACING.value, "mode": mode.value, "problem": None, "detail": None}
        await self._keep(one.id, works=works, plan=plan.model_dump(mode="json"), size=plan.size, **begun)
        until = self.clock.monotonic() + self.at_a_stretch.total_seconds()
        for number, book in enumerate(books):
            while not works[number].ready:
                works[number] = await asyncio.to_thread(
                    staging.advance, works[number], book, mode, budget=self.at_once
                )
                if not works[number].ready:
                    await self._keep(one.id, works=works, copied=sum(work.copied for work in works))
                    if self.clock.monotonic() > until:
                        return Later(Wait.COPY, "its files are being copied")
        await self._show(one.id, works)
        return None

    async def _show(self, one_id: int, works: Sequence[BookWork]) -> None:
        """Rename them, once the store has the inodes of everything that was made."""
        await self._keep(one_id, works=works, copied=sum(work.copied for work in works))
        for work in works:
            await asyncio.to_thread(renaming.place, work)
        now = self.clock.now()
        sidecars = [one for work in works if (one := _sidecar(work, one_id, now)) is not None]
        await self.imports.placed(one_id, sidecars, now=now)

    async def _keep(self, import_id: int, *, works: Sequence[BookWork] | None = None, **values: Any) -> None:
        if works is not None:
            values["work"] = [work.model_dump(mode="json") for work in works]
        await self.imports.update(import_id, now=self.clock.now(), **values)

    def _modes(self, one: Import) -> Sequence[ImportMode]:
        """What is still to be tried: a mode that was begun comes first."""
        if one.status is not ImportStatus.PLACING or one.mode is None:
            return self.modes
        begun = list(self.modes).index(one.mode) if one.mode in self.modes else len(self.modes)
        return self.modes[begun:] or (one.mode,)

    def _works(self, one: Import, plan: Plan) -> list[BookWork]:
        if one.status is ImportStatus.PLACING and one.work:
            return [BookWork(**work) for work in one.work]
        return self._new(plan)

    def _new(self, plan: Plan) -> list[BookWork]:
        return [_new(str(book.folder), self.roots) for book in plan.books]

    def _sources(self, book: PlannedBook, files: OnDisk) -> BookSources:
        return BookSources(
            files=tuple(
                _source(file.source, file.target, file.size, files, copied=file.copied) for file in book.files
            ),
            sidecar=self.sidecar_of(book.recording),
        )


def _why(error: ImportRefusedError | OSError, mode: ImportMode) -> ImportRefusedError:
    """The refusal that an error of the disk is."""
    if isinstance(error, ImportRefusedError):
        return error
    path = str(error.filename or "")
    return refused(error, mode, source=path, target=path)


def _sidecar(work: BookWork, import_id: int, now: datetime) -> WrittenSidecar | None:
    made = work.sidecar
    if made is None:
        return None
    return WrittenSidecar(
        path=f"{work.folder}/{made.target}",
        inode=made.inode,
        size=made.size,
        digest=work.digest,
        import_id=import_id,
        written_at=now,
    )


def _new(folder: str, roots: Sequence[str]) -> BookWork:
    root = max((one for one in roots if folder.startswith(f"{one}/")), key=len)
    place = folder[len(root) + 1 :]
    return BookWork(root=root, place=place, token=secrets.token_hex(8))


def _source(path: str, target: str, size: int, files: OnDisk, *, copied: bool) -> Source:
    found = files.get(path)
    if found is None:
        raise ImportRefusedError(
            ImportProblem.NOT_VISIBLE,
            f"{path} of the torrent is not visible here",
            "mount the torrent's folder for shelfhook, and name it in PATH_MAP if it has another path there",
        )
    if found.size != size:
        raise ImportRefusedError(
            ImportProblem.SOURCE_CHANGED,
            f"{found.path} has {found.size} bytes, and the torrent's file {size}",
            "let qBittorrent recheck the torrent",
        )
    real = os.path.realpath(found.path) if os.path.islink(found.path) else found.path  # noqa: PTH114 - texts
    return Source(path=real, target=target, inode=found.inode, size=size, copied=copied)


def _take_back(works: Sequence[BookWork], plan: Plan | None) -> list[str]:
    """The last book first: so folders that several have in common are empty at the end."""
    left: list[str] = []
    targets = [[file.target for file in book.files] for book in plan.books] if plan else []
    for number, work in reversed(list(enumerate(works))):
        left += renaming.remove_placed(work)
        left += staging.take_back(work, targets[number] if number < len(targets) else [])
    return left
