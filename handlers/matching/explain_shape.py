"""Why Audiobookshelf has no item of a torrent's own: the shape of its folder."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.library.linked_paths import LinkedPaths
from handlers.library.odd_folders import OddFolder, around
from handlers.matching.torrent_files import TorrentContent
from store.books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainShape:
    """Looks at the folders of the library that a torrent's files lie in, be it as hard links.

    Args:
        books: The mirror, which knows where links are.
        linked_paths: Translates between the daemon's view and Audiobookshelf's.
        dirs: `LIBRARY_DIRS`.
    """

    books: Books
    linked_paths: LinkedPaths
    dirs: Sequence[str]

    async def __call__(self, content: TorrentContent) -> OddFolder | None:
        """The folder that is read as other books than it is; None without one."""
        places = [file.here.spelling for file in (await content.files())[:1]]
        if (inodes := await content.on_disk()) is not None:
            path_map = await self.linked_paths.map()
            held = [book.files[0].path for book in await self.books.with_inodes(inodes) if book.files]
            places += [path_map.locate(path, source="abs", target="daemon").spelling for path in held]
        for place in places:
            if (odd := await asyncio.to_thread(around, place, self.dirs)) is not None:
                return odd
        return None
