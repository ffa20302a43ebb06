"""The items at the paths of a torrent's files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain import paths
from domain.matching import Verdict, same_book
from domain.recording import Recording
from handlers.steps import several_items
from handlers.steps.proofs import Candidate, Proof, Proved, UndecidedError
from handlers.steps.several_items import Held
from handlers.steps.torrent_files import TorrentContent
from store.books import Book, Books


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPath:
    """Finds the item in whose folder all of the torrent's audio lies: the nearest one at or above each file."""

    books: Books

    async def __call__(self, recording: Recording, content: TorrentContent) -> Proved | None:
        """The items at the torrent's paths; None when there is none yet.

        Raises:
            UndecidedError: The item holds other books' files too, or several items hold one book's.
        """
        owners = await self._owners(content)
        held = {book.item_id: book for book in owners.values() if book is not None}
        if not held:
            return None
        books = list(held.values())
        unowned = sum(book is None for book in owners.values())
        if len(books) == 1 and not unowned:
            return self._whole(recording, books[0], content)
        sizes = {file.place.path: file.size for file in content.files}
        return several_items.decide(
            recording,
            [
                Held(
                    book,
                    sum(sizes.get(path, 0) for path, owner in owners.items() if owner is book),
                    f"path {book.path}",
                )
                for book in books
            ],
            rest=f"{unowned} of its files are in no library item yet" if unowned else None,
        )

    async def _owners(self, content: TorrentContent) -> Mapping[str, Book | None]:
        """For each of the torrent's paths the item that holds it."""
        places = [file.place.path for file in content.files] or [content.place.path]
        above = {path: paths.ancestors(path) for path in places}
        near = await self.books.at(
            (up for ups in above.values() for up in ups), ignore_case=content.ignore_case
        )
        # Of two at one path the one that is there counts: the other is what was there before.
        by_key = {
            _key(book.path, content): book for book in sorted(near, key=lambda book: not book.is_missing)
        }
        mine = {_key(place, content) for place in places}
        return {
            path: next(
                (
                    book
                    for up in ups
                    if (book := by_key.get(_key(up, content))) is not None and _may_hold(book, content, mine)
                ),
                None,
            )
            for path, ups in above.items()
        }

    def _whole(self, recording: Recording, book: Book, content: TorrentContent) -> Proved:
        evidence = f"path {book.path}"
        if not _inside(book, content):
            evidence += ", the folder that holds the torrent"
            others = [
                file
                for file in book.files
                if not _is_one_of(file.path, (f.place.path for f in content.files), content)
            ]
            if others and same_book(recording, book.as_recording()).verdict is not Verdict.MATCH:
                raise UndecidedError(
                    "the library item at the torrent's path holds other files too, and its title is another",
                    [
                        Candidate(
                            book, f"{len(others)} of its {len(book.files)} audio files are not the torrent's"
                        )
                    ],
                )
        return Proved((Proof(book, evidence, recording, content.size),))


def _key(path: str, content: TorrentContent) -> str:
    return paths.key(path) if content.ignore_case else "/".join(paths.parts(path))


def _inside(book: Book, content: TorrentContent) -> bool:
    return paths.is_below(book.path, content.place.path, ignore_case=content.ignore_case)


def _may_hold(book: Book, content: TorrentContent, mine: Iterable[str]) -> bool:
    """Whether an item above a file is the file's: one above the whole torrent may have nothing to do with it."""
    return _inside(book, content) or any(_key(file.path, content) in mine for file in book.files)


def _is_one_of(path: str, others: Iterable[str], content: TorrentContent) -> bool:
    return any(paths.same(path, other, ignore_case=content.ignore_case) for other in others)
