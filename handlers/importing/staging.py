"""Makes a book in its hidden folder, a step at a time; every step may be repeated after a crash."""

import hashlib
import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
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
    _link([source for source in book.files if _is_linked(source, mode)], work)
    for source in book.files:
        if _is_linked(source, mode) or source.target in done:
            continue
        if budget <= 0:
            return work
        before = work.copied
        work = _made(work, source, ImportMode.COPY if source.copied else mode, budget)
        budget -= work.copied - before
        if work.copying is not None:
            return work
    return _finish(work, book, mode)


def _is_linked(source: Source, mode: ImportMode) -> bool:
    return mode is ImportMode.HARDLINK and not source.copied


def _link(sources: Iterable[Source], work: BookWork) -> None:
    """Make the hard links, which are checked once all are made."""
    staged = work.staged
    for source in sources:
        to = f"{staged}/{source.target}"
        try:
            making.link(source, to)
        except OSError as error:
            raise refused(error, ImportMode.HARDLINK, source=source.path, target=to) from error


def _made(work: BookWork, source: Source, mode: ImportMode, budget: int) -> BookWork:
    to = f"{work.staged}/{source.target}"
    try:
        if mode is ImportMode.REFLINK:
            making.clone(source, to)
        else:
            copying = making.copy(source, to, work.copying, budget)
            if copying.synced < source.size:
                return work.model_copy(update={"copying": copying})
    except OSError as error:
        raise refused(error, mode, source=source.path, target=to) from error
    file = making.made(source, to, linked=False)
    return work.model_copy(update={"files": (*work.files, file), "copying": None})


def _make_folders(work: BookWork, book: BookSources, mode: ImportMode) -> None:
    root = Path(work.root)
    if not root.is_dir():
        raise ImportRefusedError(
            ImportProblem.NO_FOLDER, f"{root} is not there", "mount or create it, or change IMPORT_DIR"
        )
    inside = {posixpath.dirname(file.target) for file in book.files}
    for folder in [work.staged, *(f"{work.staged}/{one}" for one in sorted(inside) if one)]:
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
    made, staged = {file.target: file for file in work.files}, work.staged
    files = []
    for source in book.files:
        copied = made.get(source.target)
        file = making.made(source, f"{staged}/{source.target}", linked=copied is None)
        if copied not in {None, file}:
            raise making.changed(source)
        files.append(file)
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
    for path in _made_folders(work, [file.target for file in files]):
        yield MadeFolder(path=path, inode=os.lstat(f"{work.hidden}/{path}").st_ino)


def _made_folders(work: BookWork, targets: Sequence[str]) -> list[str]:
    """The folders below the hidden one, the uppermost first."""
    inside = {posixpath.dirname(one) for one in targets}
    places = (PurePosixPath(work.place, one) for one in (*inside, ""))
    every = {str(up) for one in places for up in (one, *one.parents) if up.parts}
    return sorted(every, key=lambda path: (path.count("/"), path))


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
    for path in reversed(_made_folders(work, targets)):
        _rmdir(f"{work.hidden}/{path}")
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
