"""A person's searches of MAM, whose results are kept for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from clients.mam.client import Mam
from clients.mam.search import SearchQuery
from domain.clock import Clock
from domain.editions import Preferences
from domain.errors import BadInputError
from domain.manual_results import Result, alike, ranked
from domain.manual_search import ManualSearch
from domain.recording import Recording
from domain.search_queries import words_of_book
from domain.torrent_addresses import EXAMPLE, is_address, torrent_id, torrent_id_in
from handlers.acquiring.holdings import FindHoldings, Held, Stock

KEPT_FOR: Final = timedelta(minutes=10)
_MOST_KEPT: Final = 8
STEP: Final = 100
"""Of results: so many are a request to MAM."""


@dataclass(frozen=True, slots=True)
class EditionsOf:
    """All editions of the book that a torrent is of."""

    torrent_id: int


Asked = ManualSearch | EditionsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found.

    Args:
        rows: The best first.
        total: How many MAM has in all.
        searched_at: When MAM was asked.
        stock: What qBittorrent and the library had then.
    """

    rows: tuple[Result, ...]
    total: int
    searched_at: datetime
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualSearches:
    """Searches MAM for a person, in the daemon's own session and pace.

    The same search within `KEPT_FOR` is answered with the same results and costs MAM nothing; the last few are kept.

    Args:
        mam: Searched.
        find_holdings: Finds existing copies.
        preferences: Of editions.
        site: MAM's address in the settings.
        clock: The time.
    """

    mam: Mam
    find_holdings: FindHoldings
    preferences: Preferences
    site: str
    clock: Clock
    _kept: OrderedDict[tuple[Asked, int], tuple[float, Results]] = field(default_factory=OrderedDict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, asked: Asked, *, limit: int = STEP) -> Results:
        """The results, at most *limit* of MAM's.

        Raises:
            BadInputError: There is nothing to search for, or an address of another page.
            ShelfhookError: As any call to MAM.
        """
        if (fresh := self._fresh(asked, limit)) is not None:
            return fresh
        # Two that ask for the same at once cost one search.
        async with self._turn:
            if (fresh := self._fresh(asked, limit)) is not None:
                return fresh
            results = await self._search(asked, limit)
            self._kept[asked, limit] = self.clock.monotonic(), results
            self._kept.move_to_end((asked, limit))
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return results

    def kept(self, asked: Asked, *, limit: int = STEP) -> Results | None:
        """The results of the same search, however old, without asking MAM; None where they are not kept."""
        return self._kept.get((asked, limit), (0.0, None))[1]

    def recording(self, number: int) -> Recording | None:
        """A torrent of the kept results, the newest ones first."""
        rows = (row for _, results in reversed(self._kept.values()) for row in results.rows)
        return next((row.recording for row in rows if row.recording.torrent_id == number), None)

    async def held(self, rows: Sequence[Result], stock: Stock) -> list[list[Held]]:
        """The existing copies of each row's book, as the store has them now."""
        return await self.find_holdings.of_each([row.recording for row in rows], stock)

    def _fresh(self, asked: Asked, limit: int) -> Results | None:
        since, kept = self._kept.get((asked, limit), (0.0, None))
        return kept if self.clock.monotonic() - since < KEPT_FOR.total_seconds() else None

    async def _search(self, asked: Asked, limit: int) -> Results:
        if isinstance(asked, EditionsOf):
            rows, total = await self._editions(asked.torrent_id, limit)
        elif (number := torrent_id_in(asked.text, site=self.site)) is not None:
            rows = await self._one(number)
            total = len(rows)
        elif is_address(asked.text):
            raise BadInputError("text", f"is no address of a torrent's page, like {EXAMPLE}")
        else:
            rows, total = await self._words(asked, limit)
        return Results(
            rows=rows,
            total=total,
            searched_at=self.clock.now(),
            stock=await self.find_holdings.stock(),
        )

    async def _one(self, number: int) -> tuple[Result, ...]:
        found = await self.mam.by_id(number)
        return () if found is None else (Result(found),)

    async def _words(self, asked: ManualSearch, limit: int) -> tuple[tuple[Result, ...], int]:
        """The results for some words; a number may be a title, and is an id as well."""
        if not asked.words:
            raise BadInputError("text", "holds no word to search for", missing=True)
        number = torrent_id(asked.text) if asked == ManualSearch(text=asked.text) else None
        meant = () if number is None else await self._one(number)
        found = await self.mam.results(SearchQuery(asked.words, in_fields=asked.fields, limit=limit))
        others = [one for one in found.recordings if one.torrent_id != number or not meant]
        # Comparing some hundred recordings takes a moment that others need not wait for.
        rows = await asyncio.to_thread(ranked, asked, others, self.preferences)
        return (*meant, *rows), found.total + len(meant)

    async def _editions(self, number: int, limit: int) -> tuple[tuple[Result, ...], int]:
        one = self.recording(number) or await self.mam.by_id(number)
        if one is None:
            return (), 0
        text = words_of_book(one.title or "", next(iter(one.authors), ""))
        if not ManualSearch(text=text).words:
            return (Result(one),), 1
        found = await self.mam.results(SearchQuery(text, limit=limit))
        others = [other for other in found.recordings if other.torrent_id != number]
        rows = await asyncio.to_thread(alike, one, others, self.preferences)
        return rows, len(rows)
