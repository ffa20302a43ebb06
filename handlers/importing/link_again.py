"""Replaces library files by links to the torrents' equal ones, and takes that back: only at a person's word."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain.clock import Clock
from domain.facts import ImportMode, ImportProblem
from handlers.importing import making
from handlers.importing.check_links import CheckedFile, CheckedImport, CheckLinks, seen
from handlers.importing.making import Source
from handlers.importing.refused import ImportRefusedError, refused
from handlers.importing.work import BookWork
from store.imports import Import
from store.relinks import Relink, Relinks

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAgain:
    """What came of one file: `why` it was left as it is; None where it was replaced."""

    path: str
    size: int
    relink: int | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAgain:
    """Links what takes its space twice. A library file is replaced only by one with the same bytes.

    The new link is made under a hidden name and renamed over the file, so that there is no moment without one.
    """

    check: CheckLinks
    relinks: Relinks
    clock: Clock

    async def __call__(self, one: Import) -> list[LinkedAgain]:
        """Link the files of an import that a link might replace; compares every byte before.

        Raises:
            UnavailableError: qBittorrent does not answer.
        """
        found: Sequence[CheckedImport] = await self.check([one])
        work, done = list(map(BookWork.model_validate, one.work)), list[LinkedAgain]()
        for file in (file for each in found for file in each.files if file.can_be_linked):
            done.append(await self._one(one, work, file))
        return done

    async def _one(self, one: Import, work: list[BookWork], file: CheckedFile) -> LinkedAgain:
        source = file.source or ""
        try:
            before, theirs = await asyncio.to_thread(_equal, file.path, source)
            made = _with(work, file.path, theirs, linked=True)
            number = await self.relinks.begin(
                one.id,
                file.path,
                before=before.st_ino,
                inode=theirs.st_ino,
                size=file.size,
                now=self.clock.now(),
                made=made,
            )
            if number is None:
                raise _meanwhile(file.path)
            await asyncio.to_thread(_replace, file.path, before, lambda hidden: os.link(source, hidden))
        except OSError as error:
            why = str(refused(error, ImportMode.HARDLINK, source=source, target=file.path))
            return LinkedAgain(path=file.path, size=file.size, relink=None, why=why)
        except ImportRefusedError as error:
            return LinkedAgain(path=file.path, size=file.size, relink=None, why=str(error))
        return LinkedAgain(path=file.path, size=file.size, relink=number, why=None)

    async def unlink(self, one: Import) -> list[str]:
        """Make the files of an import that were linked again files of their own: the same bytes, copied; their paths.

        Raises:
            ImportRefusedError: One of them is not that link any more, or the disk refuses.
        """
        work, done = list(map(BookWork.model_validate, one.work)), list[str]()
        for relink in await self.relinks.of_import(one.id):
            await self._unlink(work, relink)
            done.append(relink.path)
        return done

    async def _unlink(self, work: list[BookWork], relink: Relink) -> None:
        path, here = relink.path, await asyncio.to_thread(seen, relink.path)
        if here is None or here.st_ino != _unsigned(relink.inode):
            raise _meanwhile(path)
        source = Source(path, "", here.st_ino, here.st_size, copied=True)
        try:
            await asyncio.to_thread(
                _replace, path, here, lambda hidden: making.copy(source, hidden, None, here.st_size)
            )
            now = await asyncio.to_thread(os.lstat, path)
        except OSError as error:
            raise refused(error, ImportMode.COPY, source=path, target=path) from error
        made = _with(work, path, now, linked=False)
        await self.relinks.undone(relink, now=self.clock.now(), made=made)


def _equal(path: str, source: str) -> tuple[os.stat_result, os.stat_result]:
    """The status of two files with the same bytes.

    Raises:
        ImportRefusedError: They differ, or one of them changed meanwhile.
    """
    with Path(path).open("rb") as ours, Path(source).open("rb") as theirs:
        before, original = os.fstat(ours.fileno()), os.fstat(theirs.fileno())
        if before.st_size != original.st_size:
            raise _differ(path)
        while block := ours.read(_CHUNK):
            if block != theirs.read(_CHUNK):
                raise _differ(path)
        for then, file in ((before, ours), (original, theirs)):
            if _stamp(then) != _stamp(os.fstat(file.fileno())):
                raise _meanwhile(path)
    return before, original


def _replace(path: str, before: os.stat_result, make: Callable[[str], Any]) -> None:
    """Put another file in a file's place in one step, if it is still the one that was seen."""
    hidden = os.path.join(os.path.dirname(path), f".shelfhook-{before.st_ino:x}")  # noqa: PTH118, PTH120
    Path(hidden).unlink(missing_ok=True)  # of one that was killed here
    try:
        make(hidden)
        if _stamp(os.lstat(path)) != _stamp(before):
            raise _meanwhile(path)
        os.replace(hidden, path)  # noqa: PTH105
    finally:
        Path(hidden).unlink(missing_ok=True)


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _with(
    work: list[BookWork], path: str, status: os.stat_result, *, linked: bool
) -> list[Mapping[str, Any]]:
    """What an import has made, once this file is another one; *work* is changed, too."""
    values = {"inode": status.st_ino, "mtime_ns": status.st_mtime_ns, "linked": linked}
    for number, book in enumerate(work):
        files = tuple(
            file.model_copy(update=values) if f"{book.folder}/{file.target}" == path else file
            for file in book.files
        )
        work[number] = book.model_copy(update={"files": files})
    return [book.model_dump(mode="json") for book in work]


def _unsigned(inode: int) -> int:
    return inode + (1 << 64) if inode < 0 else inode


def _differ(path: str) -> ImportRefusedError:
    return ImportRefusedError(
        ImportProblem.SOURCE_CHANGED, f"{path} has other bytes than the torrent's file", "it is left as it is"
    )


def _meanwhile(path: str) -> ImportRefusedError:
    return ImportRefusedError(
        ImportProblem.SOURCE_CHANGED, f"{path} changed meanwhile", "run the check again"
    )
