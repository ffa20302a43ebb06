"""Whether the library has a torrent's book already, so that nothing is linked twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from clients.qbittorrent import Qbittorrent, Torrent
from domain.editions import Preferences
from domain.facts import ImportProblem, ProofKind
from domain.outcomes import Later
from domain.recording import Recording
from domain.retry import Wait
from domain.upgrades import upgrade
from handlers.importing.refused import ImportRefusedError
from handlers.library.linked_paths import LinkedPaths
from handlers.matching.find_item import FindItem
from handlers.matching.torrent_files import LocateFiles
from store.books import Book, Books
from store.downloads import Download, Downloads

_BESIDE = "place it beside that one, or undo this import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Looks for a torrent's files, and for its book, among the library's items.

    Args:
        qbittorrent: Lists the torrent's files.
        locate: Finds the torrent's files on the disk.
        find_item: Finds them in the library.
        downloads: Knows whose an item is.
        books: The library's items.
        linked_paths: The path map.
        preferences: Of two editions the better one; None where `UPGRADE_EDITIONS` is off.
    """

    qbittorrent: Qbittorrent
    locate: LocateFiles
    find_item: FindItem
    downloads: Downloads
    books: Books
    linked_paths: LinkedPaths
    preferences: Preferences | None

    async def __call__(self, download: Download, torrent: Torrent) -> str | Later | None:
        """How the library has it; None where it does not, Later while that is unknown.

        Raises:
            UndecidedError: A person has to choose among items.
            ImportRefusedError: The library has the same book from another torrent.
        """
        if not await self.find_item.mirror_library.is_complete():
            await self.find_item.newest.refresh()
            return Later(Wait.LIBRARY_ITEM, "the library is still being read for the first time")
        content = await self.locate(torrent, partial(self.qbittorrent.files, torrent.hash))
        found = await self.find_item.in_library(download, content)
        if found is None:
            return None
        if found.kind is ProofKind.TEXT:
            for proof in found.proofs:
                await self._must_be_ours(download, proof.book)
        return f"the library has it already: {found.evidence}"

    async def better(self, folders: Iterable[str], recording: Recording) -> ImportRefusedError | None:
        """The proposal to place a better edition beside what is in these folders; None where it is not better."""
        path_map = await self.linked_paths.map()
        places = [path_map.translate(folder, source="daemon", target="abs") for folder in folders]
        for book in await self.books.at(places, ignore_case=False):
            why = await self._better(recording, book)
            if why is not None:
                return _proposed(book, why)
        return None

    async def _must_be_ours(self, download: Download, book: Book) -> None:
        others = [one for one in await self.downloads.of_item(book.item_id) if one.id != download.id]
        if not others:
            return
        why = await self._better(download.recording, book)
        if why is not None:
            raise _proposed(book, why)
        raise ImportRefusedError(
            ImportProblem.TARGET_TAKEN, f"{book.path} is the same book, of another torrent", _BESIDE
        )

    async def _better(self, recording: Recording, book: Book) -> str | None:
        if self.preferences is None:
            return None
        owners = await self.downloads.of_item(book.item_id)
        over = owners[0].recording if owners else book.as_recording()
        return upgrade(recording, over=over, preferences=self.preferences)


def _proposed(book: Book, why: str) -> ImportRefusedError:
    return ImportRefusedError(
        ImportProblem.BETTER_EDITION, f"it is better than the edition in {book.path} ({why})", _BESIDE
    )
