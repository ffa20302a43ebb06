"""Which downloads to retry because the library has something new."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.author_keys import author_keys, share_author, surnames
from domain.events import Report, TorrentFinished
from domain.matching import Verdict, same_book
from handlers.library.twins import FindTwins
from store.awaited import WAITING, Awaited
from store.books import Book
from store.downloads import Download


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeDownloads:
    """Finds the downloads that items may concern: by the item, by path, by inode and size, by title and author.

    It decides nothing: each download is matched again when its completion is handled. An item with the
    files of another library's item concerns the downloads of that one, too.
    """

    awaited: Awaited
    find_twins: FindTwins

    async def __call__(self, books: Sequence[Book]) -> tuple[TorrentFinished, ...]:
        """The completions to handle again because these items are new or have other files than before."""
        if not books:
            return ()
        ids = {book.item_id for book in (*books, *await self.find_twins(books))}
        downloads = await self.awaited.downloads(ids)
        if all(one.item_id in ids for one in downloads):
            return completions(downloads)
        proved = {
            *await self.awaited.with_paths(book.path for book in books),
            *await self.awaited.with_inodes(pair for book in books for pair in book.inodes),
        }
        return completions(
            [one for one in downloads if one.item_id in ids or one.id in proved or _may_be(one, books)]
        )

    async def all(self) -> tuple[TorrentFinished, ...]:
        """The completions of all waiting downloads: now the whole library is known."""
        return completions([one for one in await self.awaited.downloads(()) if one.status in WAITING])


def completions(downloads: Sequence[Download]) -> tuple[TorrentFinished, ...]:
    """One completion of each torrent."""
    return tuple(
        {
            one.info_hash: TorrentFinished(
                info_hash=one.info_hash, v1=one.infohash_v1, v2=one.infohash_v2, report=Report.LIBRARY
            )
            for one in downloads
            if one.info_hash
        }.values()
    )


def _may_be(download: Download, books: Sequence[Book]) -> bool:
    """Whether one of the items may be the one that a download waits for, judging by title and author."""
    if download.status not in WAITING:
        return False
    if download.item_id:
        return True  # it has lost its item, so any new one may be it
    keys = author_keys(download.recording.authors)
    return any(
        keys & surnames(book.authors)
        and share_author(download.recording.authors, book.authors)
        and same_book(download.recording, book.as_recording()).verdict is Verdict.MATCH
        for book in books
    )
