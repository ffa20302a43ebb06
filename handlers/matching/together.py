"""Items in which Audiobookshelf combined other books' audio with the torrent's (facts/audiobookshelf_2.md 5.1)."""

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import Final

from domain import paths
from domain.counted import counted
from domain.facts import ReasonKind
from domain.library_layout import is_disc
from handlers.matching.proofs import Candidate, UndecidedError
from handlers.matching.torrent_files import TorrentContent
from store.books import Book, BookFile

_LEAST: Final = 2


async def refuse_others(book: Book, content: TorrentContent) -> None:
    """Accept an item that has no other audio than the torrent's.

    The torrent's files are listed only if the item has more bytes than the torrent.

    Raises:
        UndecidedError: It has more, and so is not proved, whatever its title.
    """
    if content.most_bytes is not None and sum(file.size for file in book.files) <= content.most_bytes:
        return
    if files := await content.files():
        mine = frozenset(paths.key(file.place.path) for file in files)
        others = [file for file in book.files if paths.key(file.path) not in mine]
        on_disk = await content.on_disk() if others else None
        refuse(book, [file for file in others if (file.inode, file.size) not in (on_disk or ())])


def refuse(book: Book, others: Sequence[BookFile]) -> None:
    """Refuse an item that has *others* beside the torrent's files.

    Raises:
        UndecidedError: *others* is not empty; says how many books are in one item, and what to move.
    """
    if not others:
        return
    theirs = {file.path for file in others}
    mine = [file for file in book.files if file.path not in theirs]
    books = max(_LEAST, len({_folder(file.path) for file in book.files}))
    why = f"{len(others)} of its {counted(len(book.files), 'audio file is', 'audio files are')} not the torrent's"
    raise UndecidedError(
        f"Audiobookshelf has put {books} books into one item: move {_to_move(book, mine, others)} into a folder of "
        "its own, and let Audiobookshelf scan the library",
        [Candidate(book, why)],
        kind=ReasonKind.BOOKS_TOGETHER,
    )


def _to_move(book: Book, mine: Sequence[BookFile], others: Sequence[BookFile]) -> str:
    """The files in the item's own folder: audio there makes the folders below it part of the item."""
    loose = [file for file in mine if _is_loose(book, file)] or [
        file for file in others if _is_loose(book, file)
    ]
    moved: Collection[BookFile] = loose or others
    name = PurePosixPath(min(file.path for file in moved)).name
    return f"{name} and {len(moved) - 1} more" if len(moved) > 1 else name


def _is_loose(book: Book, file: BookFile) -> bool:
    return paths.same(str(PurePosixPath(file.path).parent), book.path, ignore_case=False)


def _folder(path: str) -> PurePosixPath:
    folder = PurePosixPath(path).parent
    return folder.parent if is_disc(folder.name) else folder
