"""The items at the paths of a torrent's files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain import paths
from domain.facts import ProofKind
from domain.paths import Place
from domain.recording import Recording
from handlers.matching import several_items
from handlers.matching.proofs import Proof, Proved
from handlers.matching.several_items import Held
from handlers.matching.together import refuse_others
from handlers.matching.torrent_files import TorrentContent
from store.books import Book, Books


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPath:
    """Finds the item whose folder contains all of the torrent's audio: the nearest one at or above each file.

    An item at the torrent's own path, with none below it, has all of its files: then
    qBittorrent's list of files is not needed.
    """

    books: Books

    async def __call__(self, recording: Recording, content: TorrentContent) -> Proved | None:
        """The items at the torrent's paths; None when there is none yet.

        Raises:
            UndecidedError: The item has other audio too, or several items have one book's.
        """
        at_its_place = await self._at_its_place(content)
        if at_its_place is not None:
            await refuse_others(at_its_place, content)
            return Proved((Proof(at_its_place, ProofKind.PATH, f"path {at_its_place.path}", recording),))
        owners = await self._owners(content)
        held = {book.item_id: book for book in owners.values() if book is not None}
        if not held:
            return None
        books = list(held.values())
        unowned = sum(book is None for book in owners.values())
        if len(books) == 1 and not unowned:
            await refuse_others(books[0], content)
            evidence = f"path {books[0].path}"
            if not _inside(books[0], content.place):
                evidence += ", the folder that holds the torrent"
            return Proved((Proof(books[0], ProofKind.PATH, evidence, recording),))
        sizes = {file.place.path: file.size for file in await content.files()}
        return several_items.decide(
            recording,
            [
                Held(
                    book,
                    sum(sizes.get(path, 0) for path, owner in owners.items() if owner is book),
                    ProofKind.PATH,
                    f"path {book.path}",
                )
                for book in books
            ],
            rest=f"{unowned} of its files are in no library item yet" if unowned else None,
        )

    async def _at_its_place(self, content: TorrentContent) -> Book | None:
        place = content.place
        if not paths.is_absolute(place.spelling):  # as right after it was added
            return None
        near = await self.books.at_or_below(place.path, most=2)
        if len(near) != 1 or near[0].is_missing:
            return None
        return near[0] if paths.same(near[0].path, place.path, ignore_case=place.ignore_case) else None

    async def _owners(self, content: TorrentContent) -> Mapping[str, Book | None]:
        """The item for each of the torrent's paths."""
        places = [file.place.path for file in await content.files()] or [content.place.path]
        above = {path: paths.ancestors(path) for path in places}
        near = await self.books.at(
            (up for ups in above.values() for up in ups), ignore_case=content.ignore_case
        )
        # Of two items at one path the one that is not missing counts: the other is the former one.
        by_key = {
            _key(book.path, content): book for book in sorted(near, key=lambda book: not book.is_missing)
        }
        mine = {_key(place, content) for place in places}
        holders = {key: book for key, book in by_key.items() if _may_hold(book, content, mine)}
        keys = {path: [_key(up, content) for up in ups] for path, ups in above.items()}
        return {path: next((holders[up] for up in ups if up in holders), None) for path, ups in keys.items()}


def _key(path: str, content: TorrentContent) -> str:
    return paths.key(path) if content.ignore_case else "/".join(paths.parts(path))


def _inside(book: Book, place: Place) -> bool:
    return paths.is_below(book.path, place.path, ignore_case=place.ignore_case)


def _may_hold(book: Book, content: TorrentContent, mine: Iterable[str]) -> bool:
    """Whether an item above a file is the file's: one above the whole torrent may have nothing to do with it."""
    return _inside(book, content.place) or any(_key(file.path, content) in mine for file in book.files)
