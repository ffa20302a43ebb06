"""What can be seen before anything is made: whether books have their places, and whether there is room."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from domain.facts import ImportMode, ImportProblem
from domain.importing.choosing import EBOOKS
from domain.library_layout import AUDIO
from handlers.importing.refused import ImportRefusedError
from handlers.importing.renaming import taken
from handlers.importing.staging import BookSources
from handlers.importing.work import BookWork


def must_be_free(works: Sequence[BookWork]) -> None:
    """Refuse books whose folders exist, or would lie in another book's.

    Raises:
        ImportRefusedError: Why.
    """
    for work in works:
        if os.path.lexists(work.folder):
            raise taken(work.folder)
        _would_merge(work)


def must_have_room(works: Sequence[BookWork], books: Sequence[BookSources], mode: ImportMode) -> None:
    """Refuse copies for which a disk has no room.

    Raises:
        ImportRefusedError: Why.
    """
    for root in sorted({work.root for work in works}):
        _has_room(root, [book for work, book in zip(works, books, strict=True) if work.root == root], mode)


def _would_merge(work: BookWork) -> None:
    """Audiobookshelf makes one item of a folder with media and all below it (facts/audiobookshelf_2.md 5.1)."""
    for above in Path(work.folder).parents:
        if str(above) == work.root:
            break
        loose = next((name for name in _names(above) if _is_media(name)), None)
        if loose is not None:
            raise _merged(work.folder, str(above / loose), "move that file into a folder of its own")


def _merged(folder: str, other: str, mend: str) -> ImportRefusedError:
    what = f"Audiobookshelf would not keep {folder} apart from {other}"
    return ImportRefusedError(ImportProblem.WOULD_MERGE, what, mend)


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from sorted(os.listdir(folder))  # noqa: PTH208 - only the names are needed
    except OSError:
        return


def _is_media(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in AUDIO | EBOOKS and not name.startswith(".")


def _has_room(root: str, books: Sequence[BookSources], mode: ImportMode) -> None:
    """Only what is copied takes room."""
    needed = sum(file.size for book in books for file in book.files if mode is ImportMode.COPY or file.copied)
    try:
        seen = os.statvfs(root)
    except OSError:
        return  # a missing folder is reported by the first step
    free = seen.f_bavail * seen.f_frsize
    if needed > free:
        raise ImportRefusedError(
            ImportProblem.NO_SPACE,
            f"{root} has {free:,} bytes free, and the copy needs {needed:,}",
            "free some space there",
        )
