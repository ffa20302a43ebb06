"""Makes a book in its hidden folder, a step at a time; every step may be repeated after a crash."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from domain.facts import ImportMode, ImportProblem
from domain.importing.sidecar import SIDECAR
from handlers.importing import making
from handlers.importing.making import Source
from handlers.importing.refused import ImportRefusedError, refused
from handlers.importing.work import HIDDEN, BookWork, MadeFile, MadeFolder

_ANY: Final = 0o666
_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSources:
    """What a book is made of: its files in the plan's order, and its metadata file; None without one."""

    files: tuple[Source, ...]
    sidecar: bytes | None


def advance(work: BookWork, book: BookSources, mode: ImportMode, *, budget: int) -> BookWork:
    """Make what is missing of a book, copying at most about *budget* bytes; it is ready, or has to be called again.

    Raises:
        ImportRefusedError: The disk, or what the files have become, does not let it be made.
    """
    _make_folders(work, book, mode)
    done = {file.target for file in work.files}
    for source in book.files:
        if source.target in done:
            continue
        if budget <= 0:
            return work
        before = work.copied
        with _understood(source, work, mode):
            work = _make(work, source, ImportMode.COPY if source.copied else mode, budget)
        budget -= work.copied - before
        if work.copying is not None:
            return work
    return _finish(work, book, mode)


def _make(work: BookWork, source: Source, mode: ImportMode, budget: int) -> BookWork:
    to = f"{work.staged}/{source.target}"
    match mode:
        case ImportMode.HARDLINK:
            making.link(source, to)
        case ImportMode.REFLINK:
            making.clone(source, to)
        case ImportMode.COPY:
            copying = making.copy(source, to, work.copying, budget)
            if copying.synced < source.size:
                return work.model_copy(update={"copying": copying})
    if mode is ImportMode.HARDLINK:  # all of them are checked at the end
        return work
    file = making.made(source, to, linked=False)
    return work.model_copy(update={"files": (*work.files, file), "copying": None})


def _make_folders(work: BookWork, book: BookSources, mode: ImportMode) -> None:
    root = Path(work.root)
    if not root.is_dir():
        raise ImportRefusedError(
            ImportProblem.NO_FOLDER, f"{root} is not there", "mount or create it, or change IMPORT_DIR"
        )
    inside = {str(PurePosixPath(file.target).parent) for file in book.files}
    for folder in [work.staged, *(f"{work.staged}/{one}" for one in sorted(inside) if one != ".")]:
        try:
            _mkdir(Path(folder))
        except OSError as error:
            raise refused(error, mode, source=work.root, target=folder) from error


def _mkdir(folder: Path) -> None:
    """Make it with those above it, of which another import may remove an empty one at the same time."""
    for _ in range(_TRIES):
        try:
            return folder.mkdir(parents=True, exist_ok=True)
        except FileNotFoundError:
            continue
    return folder.mkdir(parents=True, exist_ok=True)


def _finish(work: BookWork, book: BookSources, mode: ImportMode) -> BookWork:
    """Check all that was made, write the metadata file, and note the inodes of everything."""
    made = {file.target: file for file in work.files}
    files = [
        made.get(source.target) or making.made(source, f"{work.staged}/{source.target}", linked=True)
        for source in book.files
    ]
    sidecar = None
    if book.sidecar is not None and SIDECAR not in {file.target for file in files}:
        try:
            sidecar = _write_sidecar(f"{work.staged}/{SIDECAR}", book.sidecar)
        except OSError as error:
            raise refused(error, mode, source=work.root, target=f"{work.staged}/{SIDECAR}") from error
    return work.model_copy(
        update={
            "files": tuple(files),
            "folders": tuple(_folders(work, files)),
            "sidecar": sidecar,
            "digest": hashlib.sha256(book.sidecar).hexdigest()
            if book.sidecar is not None and sidecar
            else "",
            "ready": True,
        }
    )


def _write_sidecar(path: str, content: bytes) -> MadeFile:
    """Write it from its beginning: half a file of a crash is ours, and replaced."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(path, flags, _ANY)
    with open(file, "wb") as opened:  # noqa: PTH123 - a descriptor
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
        seen = os.fstat(opened.fileno())
    return MadeFile(
        target=SIDECAR, inode=seen.st_ino, size=seen.st_size, mtime_ns=seen.st_mtime_ns, linked=False
    )


def _folders(work: BookWork, files: Sequence[MadeFile]) -> Iterator[MadeFolder]:
    place = PurePosixPath(work.place)
    inside = {place / PurePosixPath(file.target).parent for file in files}
    every = {up for one in inside for up in (one, *one.parents) if up.parts}
    for one in sorted(every, key=lambda path: (len(path.parts), path)):
        path = str(one)
        yield MadeFolder(path=path, inode=os.lstat(f"{work.hidden}/{path}").st_ino)


@contextmanager
def _understood(source: Source, work: BookWork, mode: ImportMode) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refused(error, mode, source=source.path, target=f"{work.staged}/{source.target}") from error


def take_back(work: BookWork, targets: Sequence[str]) -> list[str]:
    """Remove a book that is still hidden: what the plan names, and nothing else.

    Returns:
        The paths that are left, because other programs made or changed them.
    """
    # Only we know the hidden folder's name: what has a planned name in it is a link or a copy that we made, whole or half.
    for target in (*targets, SIDECAR):
        _unlink(f"{work.staged}/{target}")
    return remove_hidden(work, targets)


def remove_hidden(work: BookWork, targets: Sequence[str] = ()) -> list[str]:
    """Remove the folders of the hidden one that are empty; returns the hidden folder if it is not."""
    place = PurePosixPath(work.place)
    inside = {place / PurePosixPath(one).parent for one in targets} | {place}
    every = {up for one in inside for up in (one, *one.parents) if up.parts}
    for one in sorted(every, key=lambda path: -len(path.parts)):
        _rmdir(f"{work.hidden}/{one}")
    _rmdir(work.hidden)
    _rmdir(f"{work.root}/{HIDDEN}")
    return [work.hidden] if os.path.lexists(work.hidden) else []


def _unlink(path: str) -> None:
    try:
        os.unlink(path)  # noqa: PTH108 - runs for each file
    except OSError:  # what stays is named by `remove_hidden`
        return


def _rmdir(path: str) -> None:
    try:
        os.rmdir(path)  # noqa: PTH106 - as above
    except OSError:
        return
