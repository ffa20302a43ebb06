"""What became of imported books: whether Audiobookshelf has them where they were put, and qBittorrent the torrents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from clients.qbittorrent import Qbittorrent
from domain import paths
from domain.clock import Clock
from domain.facts import ImportStatus
from domain.importing.since import ShelfState
from domain.paths import PathMap, Place
from handlers.importing.work import BookWork
from handlers.library.linked_paths import LinkedPaths
from store.books import Book, Books
from store.imports import Import

_PATIENCE: Final = timedelta(hours=1)
"""For Audiobookshelf to add a book; its watcher takes seconds, its daily scan is for what that missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """One imported book.

    Args:
        folder: Where it was put, as the daemon sees it.
        state: Where it is in Audiobookshelf.
        at: The path of the item that has it, as Audiobookshelf sees it; None without one.
        item_id: That item.
    """

    folder: str
    state: ShelfState
    at: str | None = None
    item_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What became of an import: its books, and whether qBittorrent no longer has its torrent; None if that is unknown."""

    books: tuple[OnShelf, ...]
    torrent_gone: bool | None

    @property
    def is_strange(self) -> bool:
        """Whether there is something to say."""
        return bool(self.torrent_gone) or any(book.state.is_strange for book in self.books)


@dataclass(frozen=True, slots=True)
class _Put:
    """A book as it was put somewhere, and its folder in Audiobookshelf's view."""

    work: BookWork
    place: Place
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindWhereabouts:
    """Looks in the mirror of the library and in qBittorrent's last list; asks no service and changes nothing."""

    books: Books
    qbittorrent: Qbittorrent
    linked_paths: LinkedPaths
    clock: Clock

    async def __call__(self, imports: Iterable[Import]) -> Mapping[int, Whereabouts]:
        """What became of these imports, by number; those that are not in the library are left out."""
        placed = [one for one in imports if one.status is ImportStatus.PLACED]
        if not placed:
            return {}
        path_map = await self.linked_paths.map()
        put = {one.id: self._put(one, path_map) for one in placed}
        shelf = await self._shelf([each for some in put.values() for each in some])
        hashes = self.qbittorrent.listed
        return {
            one.id: Whereabouts(
                books=tuple(shelf(each) for each in put[one.id]),
                torrent_gone=None if hashes is None else one.info_hash not in hashes,
            )
            for one in placed
        }

    def _put(self, one: Import, path_map: PathMap) -> list[_Put]:
        placed_at = one.placed_at or one.changed_at
        is_new = self.clock.now() - placed_at < _PATIENCE
        works = map(BookWork.model_validate, one.work)
        return [
            _Put(work, path_map.locate(work.folder, source="daemon", target="abs"), is_new) for work in works
        ]

    async def _shelf(self, put: Sequence[_Put]) -> "_Shelf":
        above = [place for one in put for place in paths.ancestors(one.place.path)]
        at = await self.books.at(above, ignore_case=any(one.place.ignore_case for one in put))
        missed = [one for one in put if _at(at, one.place) is None]
        inodes = {(file.inode, file.size) for one in missed for file in one.work.files}
        return _Shelf(at, await self.books.with_inodes(inodes) if inodes else [])


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The items at or above the folders, the longest path first, and those that have files of the others."""

    at: Sequence[Book]
    elsewhere: Sequence[Book]

    def __call__(self, put: _Put) -> OnShelf:
        found = _at(self.at, put.place)
        if found is not None:
            here = paths.same(found.path, put.place.path, ignore_case=put.place.ignore_case)
            return _on(put, ShelfState.PRESENT if here else ShelfState.MERGED, found)
        inodes = {(file.inode, file.size) for file in put.work.files}
        moved = next((book for book in self.elsewhere if not book.is_missing and book.inodes & inodes), None)
        if moved is not None:
            return _on(put, ShelfState.MOVED, moved)
        return OnShelf(folder=put.work.folder, state=ShelfState.NOT_YET if put.is_new else ShelfState.GONE)


def _at(found: Iterable[Book], place: Place) -> Book | None:
    """The item of which a folder is part."""
    return next(
        (
            book
            for book in found
            if not book.is_missing and paths.is_below(place.path, book.path, ignore_case=place.ignore_case)
        ),
        None,
    )


def _on(put: _Put, state: ShelfState, book: Book) -> OnShelf:
    return OnShelf(folder=put.work.folder, state=state, at=book.path, item_id=book.item_id)
