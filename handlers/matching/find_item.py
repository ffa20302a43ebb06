"""Which library item a torrent's files are."""

from dataclasses import dataclass
from typing import Final

from clients.audiobookshelf import Audiobookshelf, LibraryItem
from domain import paths
from domain.facts import ProofKind, Status
from domain.recording import Recording
from handlers.library.ask_to_look import AskToLook
from handlers.library.mirror import MirrorLibrary
from handlers.matching.by_inode import ByInode
from handlers.matching.by_path import ByPath
from handlers.matching.by_text import ByText
from handlers.matching.proofs import Proof, Proved, UndecidedError
from handlers.matching.torrent_files import TorrentContent
from store.awaited import Awaited
from store.books import Book, Books
from store.downloads import Download, Downloads

LINKED: Final = "linked by a person"
"""The evidence of a person's word."""

_NOT_THE_FILES: Final = frozenset({ProofKind.TEXT, ProofKind.PERSON})
"""Proofs besides which the very files may still come."""

_WAITED: Final = frozenset({Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON})


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A library item, read at `read_at` (seconds of the clock), and what proves it, as in `Proof`.

    `recording` is what the record says of this item: of a collection's part, only what it says of that one.
    `expected_bytes` is how much audio it should hold: None for all of the torrent's, and 0 where text alone
    joined the two, as the library's files may then be others.
    """

    item: LibraryItem
    recording: Recording
    kind: ProofKind
    evidence: str
    expected_bytes: int | None
    read_at: float


@dataclass(frozen=True, slots=True)
class FoundItems:
    """The items of a download: one, or those that a collection was taken apart into, perhaps none of them known.

    `rest` says what of it the library does not have yet; None when that is nothing. `apart` says that each gets
    only what is known of it.
    """

    items: tuple[FoundItem, ...]
    rest: str | None = None
    apart: bool = False

    @property
    def item_id(self) -> str | None:
        """The one item that is the whole download; None where it was taken apart."""
        return None if self.apart else self.items[0].item.id

    @property
    def kind(self) -> ProofKind:
        """What proves them."""
        return ProofKind.APART if self.apart else self.items[0].kind

    @property
    def evidence(self) -> str:
        """How they were found, in one line."""
        if not self.apart:
            return self.items[0].evidence
        if not self.items:
            return "its library items are known, and the record says nothing of any single one"
        told = "; ".join(f"{one.item.title} ({one.evidence})" for one in self.items)
        return f"taken apart: {told}"


@dataclass(frozen=True, slots=True)
class NotThere:
    """The library does not have it yet; `reason` says so, and what was done about it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindItem:
    """Finds the item by proof, and stores the evidence.

    In this order: the item that is recorded, if the library still has it; the path; inode and size of every
    file; title and author with an agreeing duration. An item that was recorded by text gives way to a better
    proof. What is not found is waited for, and Audiobookshelf is asked to look when it takes too long.
    """

    audiobookshelf: Audiobookshelf
    by_path: ByPath
    by_inode: ByInode
    by_text: ByText
    books: Books
    awaited: Awaited
    downloads: Downloads
    mirror_library: MirrorLibrary
    ask_to_look: AskToLook

    async def __call__(self, download: Download, content: TorrentContent) -> FoundItems | NotThere:
        """The items of a torrent with this content.

        Raises:
            UndecidedError: A person has to choose; the candidates are in the record.
        """
        try:
            found = await self._look(download, content)
            if (found is None or found.rest) and await self.mirror_library.look():
                found = await self._look(download, content)
        except UndecidedError as error:
            candidates = [one.as_stored(download.recording) for one in error.candidates]
            await self.downloads.update(download.id, candidates=candidates)
            await self.awaited.replace(download.id, await content.awaited())
            raise
        if download.candidates:
            await self.downloads.update(download.id, candidates=None)
        if found is None or found.rest is not None:
            await self.awaited.replace(download.id, await content.awaited())
        elif found.kind is ProofKind.TEXT:
            await self.awaited.replace(download.id, await content.awaited())  # the very files may still come
        elif download.status in _WAITED or download.proof_kind in _NOT_THE_FILES:
            await self.awaited.replace(download.id, [])
        return found or NotThere(await self._why_not(content))

    async def _look(self, download: Download, content: TorrentContent) -> FoundItems | None:
        recorded = await self._recorded(download, content)
        by_text = download.proof_kind is ProofKind.TEXT
        if recorded is not None and not by_text and (found := await self._read(recorded)):
            return found
        for find in (self.by_path, self.by_inode):
            proved = await find(download.recording, content)
            if proved is not None and (found := await self._read(proved)):
                return found
        if recorded is not None and by_text and (found := await self._read(recorded)):
            return found
        proved = await self.by_text(download.recording, content)
        return await self._read(proved) if proved is not None else None

    async def _recorded(self, download: Download, content: TorrentContent) -> Proved | None:
        book = await self.books.by_id(download.item_id) if download.item_id else None
        kind = download.proof_kind
        if book is None or kind is None:
            return None
        expected = await _expected(book, kind, content)
        return Proved((Proof(book, kind, download.item_found_by or "", download.recording, expected),))

    async def _read(self, proved: Proved) -> FoundItems | None:
        """The proved items as they are now; None when the library has none of them any more."""
        found: list[FoundItem] = []
        for proof in proved.proofs:
            item = await self.audiobookshelf.item(proof.book.item_id)
            if item is None:
                await self.mirror_library.lost(proof.book.item_id)
            elif not item.is_missing:
                found.append(
                    FoundItem(
                        item,
                        proof.recording,
                        proof.kind,
                        proof.evidence,
                        proof.expected_bytes,
                        self.mirror_library.clock.monotonic(),
                    )
                )
        if proved.proofs and not found:
            return None
        return FoundItems(tuple(found), proved.rest, proved.apart)

    async def _why_not(self, content: TorrentContent) -> str:
        said = ""
        if not await self.mirror_library.is_complete():
            said = "the library is still being read for the first time"
        elif files := await content.files():
            said = await self.ask_to_look.for_file(files[0].place.spelling)
        return "; ".join(filter(None, ("not in Audiobookshelf yet", said)))


async def _expected(book: Book, kind: ProofKind, content: TorrentContent) -> int | None:
    """How much of the torrent's audio an item should hold that was found before; None for all of it."""
    if kind is ProofKind.INODE or paths.is_below(content.place.path, book.path):
        return None
    return sum(file.size for file in await content.files() if paths.is_below(file.place.path, book.path))
