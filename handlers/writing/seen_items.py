"""Library items as they are just now, and which of them Audiobookshelf is working on itself."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clients.audiobookshelf import Audiobookshelf, Busy, LibraryItem
from domain.errors import ScanningError, ShelfhookError
from store.work import Work

Written = Callable[[Collection[LibraryItem]], Work[None]]
"""Is given items as they were read back after a write; its work is done with the settling of that."""


@dataclass(frozen=True, slots=True)
class SeenItems:
    """Items by id, without those that are gone; `busy` are the ids of those that a scan may be reading."""

    items: Mapping[str, LibraryItem]
    busy: frozenset[str]

    def refuse_busy(self, item_ids: Iterable[str]) -> None:
        """Leave alone what is being scanned: a scan can undo a write that overlaps it (facts/audiobookshelf_2.md 0.2).

        Raises:
            ScanningError: One of these is.
        """
        busy = sorted(self.busy.intersection(item_ids))
        if busy:
            title = self.items[busy[0]].title or "a book"
            raise ScanningError(
                f"Audiobookshelf is scanning the library of {title}: it is written after that"
            )


async def see(audiobookshelf: Audiobookshelf, item_ids: Sequence[str]) -> SeenItems:
    """Read these items, one alone and several in a batch, and ask at the same time what Audiobookshelf is working on."""
    if audiobookshelf.is_shut:
        # Of two calls at the same time one would fail, and take the other along, which finds out that it is back.
        busy = await audiobookshelf.busy()
        return _seen(await _read(audiobookshelf, item_ids), busy)
    try:
        async with asyncio.TaskGroup() as together:
            asked = together.create_task(audiobookshelf.busy())
            items = await _read(audiobookshelf, item_ids)
    except* ShelfhookError as group:
        raise group.exceptions[0] from None
    return _seen(items, asked.result())


def _seen(items: Mapping[str, LibraryItem], busy: Busy) -> SeenItems:
    return SeenItems(items, frozenset(item.id for item in items.values() if busy.covers(item)))


async def _read(audiobookshelf: Audiobookshelf, item_ids: Sequence[str]) -> dict[str, LibraryItem]:
    if len(item_ids) == 1:
        item = await audiobookshelf.item(item_ids[0])
        return {} if item is None else {item_ids[0]: item}
    return {item.id: item for item in (await audiobookshelf.items(item_ids)).items}
