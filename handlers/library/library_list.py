"""The list of Audiobookshelf's libraries."""

from dataclasses import dataclass
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf
from domain.clock import Clock
from store.libraries import KnownLibrary, Libraries
from store.mirror import Mirror

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryList:
    """The stored list of libraries, and its renewal: a library that was deleted and created again has another id."""

    audiobookshelf: Audiobookshelf
    libraries: Libraries
    mirror: Mirror
    clock: Clock

    async def known(self) -> list[KnownLibrary]:
        """The libraries of the last listing."""
        return await self.libraries.all() or await self.again()

    async def again(self) -> list[KnownLibrary]:
        """The libraries of a new listing; items in other libraries are marked as missing."""
        before = {one.library_id: one.name for one in await self.libraries.all()}
        there = await self.audiobookshelf.libraries()
        ids = {one.id for one in there}
        if before and before.keys() != ids:
            _log.warning(
                "libraries_changed",
                gone=[name for own, name in before.items() if own not in ids],
                new=[one.name for one in there if one.id not in before],
            )
        await self.libraries.replace([(one.id, one.name, one.folders) for one in there])
        await self.mirror.lost_outside(ids, now=self.clock.now())
        return await self.libraries.all()
