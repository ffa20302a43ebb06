"""Which library item a torrent's files are."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from domain import paths
from domain.facts import ProofKind, ReasonKind, Status
from domain.looking import Expected
from handlers.library.ask_for_scan import AskForScan
from handlers.library.expecting import ExpectItem
from handlers.library.mirror import MirrorLibrary
from handlers.library.newest import NewestItems
from handlers.library.twins import FindTwins
from handlers.matching.by_inode import ByInode
from handlers.matching.by_path import ByPath
from handlers.matching.by_text import ByText
from handlers.matching.explain_shape import ExplainShape
from handlers.matching.proofs import Proof, Proved, UndecidedError, joined
from handlers.matching.together import refuse_others
from handlers.matching.torrent_files import TorrentContent
from store.awaited import Awaited
from store.books import Book, Books
from store.downloads import Download, Downloads

LINKED: Final = "linked by you"
"""The evidence of a person's decision."""

_NOT_THE_FILES: Final = frozenset({ProofKind.TEXT, ProofKind.PERSON})
"""Proofs that a better one, by the files themselves, may still replace."""

_WAITED: Final = frozenset({Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON})


@dataclass(frozen=True, slots=True)
class NotThere:
    """The library does not have it yet; `reason` says so, and what was done about it, `expected` what is to come."""

    reason: str
    expected: Expected | None = None
    kind: ReasonKind = ReasonKind.NOT_IN_LIBRARY


@dataclass(frozen=True, slots=True)
class NoAudio:
    """The torrent has no audio for a library item; `reason` says so."""

    reason: str = "it holds no audio files that Audiobookshelf plays"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindItem:
    """Finds the item by proof, and stores the evidence.

    In this order: the item on the record, if the library still has it; the path; inode and size of every
    file; title and author with an agreeing duration. An item that was found by text is replaced by one with a better
    proof. A download without an item waits, and if that takes too long, Audiobookshelf is asked to scan.
    """

    by_path: ByPath
    by_inode: ByInode
    by_text: ByText
    find_twins: FindTwins
    books: Books
    awaited: Awaited
    downloads: Downloads
    mirror_library: MirrorLibrary
    newest: NewestItems
    ask_for_scan: AskForScan
    expect_item: ExpectItem
    explain_shape: ExplainShape

    async def __call__(
        self, download: Download, content: TorrentContent, gone: Collection[str] = ()
    ) -> Proved | NotThere | NoAudio:
        """The items of a torrent with this content.

        Args:
            download: Its record.
            content: Its files.
            gone: The ids of items that the library turned out not to have any more.

        Raises:
            UndecidedError: A person has to choose; the candidates are in the record.
        """
        try:
            found = await self._search(download, content, gone)
        except UndecidedError as error:
            candidates = [one.as_stored(download.recording) for one in error.candidates]
            await self.downloads.update(download.id, candidates=candidates)
            await self.awaited.replace(download.id, await content.awaited())
            await self._blame_shape(error, content)
            raise
        if download.candidates:
            await self.downloads.update(download.id, candidates=None)
        await self._await_files(download, content, found)
        if found is None:
            return replace(await self._why_not(content), expected=await self.expected(content))
        if isinstance(found, NoAudio):
            return found
        twins = await self.find_twins([proof.book for proof in found.proofs])
        return joined(found, [twin for twin in twins if twin.item_id not in gone])

    async def _blame_shape(self, error: UndecidedError, content: TorrentContent) -> None:
        """Check whether Audiobookshelf reads the folder otherwise than it is meant.

        Raises:
            UndecidedError: It does, which explains the *error*.
        """
        if error.kind is ReasonKind.UNDECIDED and (odd := await self.explain_shape(content)) is not None:
            because = f"{odd.what}; {odd.mend}"
            raise UndecidedError(because, error.candidates, kind=ReasonKind.FOLDER_SHAPE) from error

    async def in_library(self, download: Download, content: TorrentContent) -> Proved | None:
        """The items that the library has of it already; nothing is stored, and Audiobookshelf is not asked to scan.

        Raises:
            UndecidedError: A person has to choose.
        """
        found = await self._search(download, content, ())
        return found if isinstance(found, Proved) else None

    async def refuse_others(self, item_id: str, content: TorrentContent) -> None:
        """Check an item again that has more than the torrent by now.

        Raises:
            UndecidedError: It has other books, too.
        """
        await self.newest.refresh([item_id])
        if (book := await self.books.by_id(item_id)) is not None:
            await refuse_others(book, content)

    async def expected(self, content: TorrentContent) -> Expected | None:
        """What is known of the item that is to come."""
        files = [file.place for file in await content.files()]
        return await self.expect_item(files, await content.touched(), otherwise=content.complete_at)

    async def _await_files(
        self, download: Download, content: TorrentContent, found: Proved | NoAudio | None
    ) -> None:
        """Store the files that the download still waits for: also those of an item that was found only by text."""
        if isinstance(found, NoAudio):
            await self.awaited.replace(download.id, [])
        elif found is None or found.rest is not None or found.kind is ProofKind.TEXT:
            await self.awaited.replace(download.id, await content.awaited())
        elif download.status in _WAITED or download.proof_kind in _NOT_THE_FILES:
            await self.awaited.replace(download.id, [])

    async def _search(
        self, download: Download, content: TorrentContent, gone: Collection[str]
    ) -> Proved | NoAudio | None:
        """Find it in the mirror; if it is not there, or only in part, once more after a refresh."""
        found = await self._find(download, content, gone)
        if await _is_no_audiobook(content, found):
            return NoAudio()
        if (found is None or found.rest) and await self.newest.refresh(by=download.info_hash):
            found = await self._find(download, content, gone)
        return found

    async def _find(
        self, download: Download, content: TorrentContent, gone: Collection[str]
    ) -> Proved | None:
        recorded = await self._recorded(download, content, gone)
        by_text = download.proof_kind is ProofKind.TEXT
        if recorded is not None and not by_text:
            return recorded
        for find in (self.by_path, self.by_inode):
            proved = await find(download.recording, content)
            if proved is not None and (still := proved.without(gone)):
                return still
        if recorded is not None or await content.is_without_audio():
            return recorded
        proved = await self.by_text(download.recording, content)
        return None if proved is None else proved.without(gone)

    async def _recorded(
        self, download: Download, content: TorrentContent, gone: Collection[str]
    ) -> Proved | None:
        book = await self.books.by_id(download.item_id) if download.item_id else None
        kind = download.proof_kind
        if book is None or kind is None or book.item_id in gone:
            return None
        if kind in {ProofKind.PATH, ProofKind.INODE} and not book.is_missing:
            await refuse_others(book, content)
        expected = await _expected(book, kind, content)
        return Proved((Proof(book, kind, download.item_found_by or "", download.recording, expected),))

    async def _why_not(self, content: TorrentContent) -> NotThere:
        said, odd = "", None
        if not await self.mirror_library.is_complete():
            said = "the library is still being read for the first time"
        elif files := await content.files():
            said = await self.ask_for_scan.for_file(files[0].place.spelling)
            odd = await self.explain_shape(content)
        words = [said] if odd is None else [said, odd.what, odd.mend]
        reason = "; ".join(filter(None, ("not in Audiobookshelf yet", *words)))
        kind = ReasonKind.NOT_IN_LIBRARY if odd is None else ReasonKind.FOLDER_SHAPE
        return NotThere(reason, kind=kind)


async def _is_no_audiobook(content: TorrentContent, found: Proved | None) -> bool:
    """Whether a torrent has no audio; not checked if its item proves that it has."""
    has_audio = found is not None and any(proof.book.files for proof in found.proofs)
    return False if has_audio and not content.is_listed else await content.is_without_audio()


async def _expected(book: Book, kind: ProofKind, content: TorrentContent) -> int | None:
    """How much of the torrent's audio the item on the record should have; None for all of it."""
    if kind is ProofKind.INODE or paths.is_below(content.place.path, book.path):
        return None
    return sum(file.size for file in await content.files() if paths.is_below(file.place.path, book.path))
