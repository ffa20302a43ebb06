"""Which downloads should look again, now that the library holds something new."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.author_keys import author_keys, share_author
from domain.events import TorrentFinished
from domain.matching import Verdict, same_book
from store.awaited import Awaited
from store.books import Book
from store.downloads import Download


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeDownloads:
    """Finds the downloads that items may concern: by the item, by path, by inode and size, by title and author.

    It decides nothing: each download is matched anew when its completion is handled again.
    """

    awaited: Awaited

    async def __call__(self, books: Sequence[Book]) -> tuple[TorrentFinished, ...]:
        """The completions to handle again because these items are new or have other files than before."""
        if not books:
            return ()
        joined = await self.awaited.downloads_of(book.item_id for book in books)
        waiting = await self.awaited.downloads()
        proved: set[int] = set()
        if waiting:
            proved.update(await self.awaited.with_paths(book.path for book in books))
            proved.update(await self.awaited.with_inodes(pair for book in books for pair in book.inodes))
        found = [one for one in waiting if one.id in proved or one.item_id or _is_told(one, books)]
        return completions([*joined, *found])


def completions(downloads: Sequence[Download]) -> tuple[TorrentFinished, ...]:
    """One completion of each torrent."""
    return tuple(
        {
            one.info_hash: TorrentFinished(info_hash=one.info_hash, v1=one.infohash_v1, v2=one.infohash_v2)
            for one in downloads
            if one.info_hash
        }.values()
    )


def _is_told(download: Download, books: Sequence[Book]) -> bool:
    """Whether title and author say that one of the items may be it."""
    keys = author_keys(download.recording.authors)
    return any(
        keys & author_keys(book.authors)
        and share_author(download.recording.authors, book.authors)
        and same_book(download.recording, book.as_recording()).verdict is Verdict.MATCH
        for book in books
    )
