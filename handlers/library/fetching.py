"""Items of the library in full, a hundred in one request."""

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf, LibraryItem, Page
from domain.errors import ShelfhookError

AT_ONCE: Final = 100
"""Items in one request; facts/audiobookshelf.md 2.7."""

IN_FLIGHT: Final = 2
"""Requests at a time: while one answer is read, the next one is on its way."""

_log: Final = structlog.get_logger("shelfhook.library")


async def fetched(audiobookshelf: Audiobookshelf, item_ids: Sequence[str]) -> tuple[list[LibraryItem], int]:
    """Those of the items that there are, and how many of them could not be read."""
    turns = asyncio.Semaphore(IN_FLIGHT)

    async def ask(ids: Sequence[str]) -> Page[LibraryItem]:
        async with turns:
            return await audiobookshelf.items(ids)

    try:
        async with asyncio.TaskGroup() as together:
            asked = [
                together.create_task(ask(item_ids[start : start + AT_ONCE]))
                for start in range(0, len(item_ids), AT_ONCE)
            ]
    except* ShelfhookError as group:
        raise group.exceptions[0] from None
    pages = [task.result() for task in asked]
    skipped = sum(page.skipped for page in pages)
    if skipped:
        _log.warning("library_items_unreadable", count=skipped)
    return list(chain.from_iterable(page.items for page in pages)), skipped
