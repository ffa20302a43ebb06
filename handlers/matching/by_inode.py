"""The items with a torrent's very files: hard links share inode and size."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.counted import counted
from domain.facts import ProofKind
from domain.recording import Recording
from handlers.library.twins import without_twins
from handlers.matching import several_items
from handlers.matching.proofs import Candidate, Proof, Proved, UndecidedError
from handlers.matching.several_items import Held
from handlers.matching.together import refuse
from handlers.matching.torrent_files import TorrentContent
from store.books import Book, Books


@dataclass(frozen=True, slots=True, kw_only=True)
class ByInode:
    """Finds the item that has every audio file of the torrent, by inode and size."""

    books: Books

    async def __call__(self, recording: Recording, content: TorrentContent) -> Proved | None:
        """The items with the torrent's files; None without any, or when the files are not visible here.

        Raises:
            UndecidedError: Several items have all of them, or several have one book's, or one has other books.
        """
        files = await content.on_disk()
        if files is None:
            return None
        found = await self.books.with_inodes(files)
        found = without_twins([book for book in found if not book.is_missing] or found)
        evidence = f"inode and size of {counted(len(files), 'audio file', 'audio files')}"
        holding = [book for book in found if files <= book.inodes]
        if len(holding) == 1:
            refuse(holding[0], [one for one in holding[0].files if (one.inode, one.size) not in files])
            return Proved((Proof(holding[0], ProofKind.INODE, evidence, recording),))
        if holding:
            raise UndecidedError(
                "several library items have these very files", [Candidate(book, evidence) for book in holding]
            )
        return _in_parts(recording, found, files)


def _in_parts(
    recording: Recording, found: Iterable[Book], files: frozenset[tuple[int, int]]
) -> Proved | None:
    """The items that have some of the files, and no others: an item with further files is another book."""
    held = [
        Held(
            book,
            sum(size for _, size in book.inodes),
            ProofKind.INODE_OF_PART,
            f"inode and size of {len(book.inodes)} of its files",
        )
        for book in found
        if book.inodes <= files
    ]
    if not held:
        return None
    left = len(files) - len(frozenset().union(*(one.book.inodes for one in held)))
    return several_items.decide(
        recording, held, rest=f"{left} of its files are in no library item yet" if left else None
    )
