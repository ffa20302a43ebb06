"""The search's pages put together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from clients._http import Answer
from clients.mam.rows import SearchPage, read_search
from clients.mam.search import SearchQuery, body_of, hash_request, id_request, only_row, search_request
from clients.mam.wire import Request
from domain.errors import UnexpectedAnswerError
from domain.extraction import ExtraFields
from domain.recording import Recording

_log = structlog.get_logger(__name__)
_MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """The results of a search: up to its limit in the site's order, and how many the site has in all."""

    recordings: tuple[Recording, ...]
    total: int


class Finder:
    """Searches page by page, and logs once what could not be read.

    Args:
        ask: Sends a request through the session.
        extra: The user's own patterns.
    """

    def __init__(self, ask: Callable[[Request], Awaitable[Answer]], *, extra: ExtraFields | None) -> None:
        self._ask = ask
        self._extra = extra
        self._said: set[str] = set()

    async def search(self, query: SearchQuery) -> Found:
        """The results of a query.

        Apostrophes matter to the site: where nothing is found with them, it is asked without.
        """
        for spelling in query.spellings():
            if (found := await self._all(query, spelling)).recordings:
                return found
        return Found((), 0)

    async def one(self, request: Request) -> Recording | None:
        """The recording that a lookup finds; None without one."""
        answer = await self._ask(request)
        return only_row(answer, (await self._read(answer)).recordings)

    async def again(self, torrent_id: int | None, info_hash: str | None) -> Recording | None:
        """The recording of that torrent, every field of which could be read; None when the site has it no more.

        Args:
            torrent_id: Its id; None where it is not known.
            info_hash: By which it is looked up then.

        Raises:
            UnexpectedAnswerError: It is another torrent's, or some of it cannot be read.
            BadInputError: Neither is known.
        """
        answer = await self._ask(id_request(torrent_id) if torrent_id else hash_request(info_hash or ""))
        page = await self._read(answer)
        row = only_row(answer, page.recordings)
        if page.dropped:
            said = ", ".join(page.dropped)
            raise UnexpectedAnswerError(
                f"{answer.path} answered with what cannot be read: {said}", service="mam"
            )
        if row is None:
            return None
        if row.torrent_id is None or torrent_id not in {None, row.torrent_id}:
            raise UnexpectedAnswerError(
                f"{answer.path} answered with another torrent: {row.torrent_id}", service="mam"
            )
        if row.title is None:
            raise UnexpectedAnswerError(
                f"{answer.path} answered with a torrent that has no title", service="mam"
            )
        return row

    async def _all(self, query: SearchQuery, spelling: str) -> Found:
        found: list[Recording] = []
        ids: set[int | None] = set()
        start = total = 0
        while len(found) < query.limit:
            page = await self._read(await self._ask(search_request(query, spelling, start=start)))
            # A new upload shifts the pages, so that a row may come twice.
            news = [recording for recording in page.recordings if recording.torrent_id not in ids]
            found += news
            ids.update(recording.torrent_id for recording in news if recording.torrent_id is not None)
            # The size that the site says it used counts, not the one asked for (2.1).
            start += max(page.per_page, len(page.recordings))
            total = max(page.found, len(found))
            if start >= page.found or not any(recording.torrent_id for recording in news):
                break
        return Found(tuple(found[: query.limit]), total)

    async def _read(self, answer: Answer) -> SearchPage:
        """The page, read in a thread: a hostile answer delays nothing else."""
        page = await asyncio.to_thread(read_search, body_of(answer), extra=self._extra)
        if news := self._unsaid(page.dropped):
            _log.warning("mam_fields_dropped", service="mam", dropped=news)
        if self._extra is not None and (slow := self._unsaid(self._extra.too_slow)):
            _log.warning("extra_fields_timed_out", service="mam", switched_off=slow)
        return page

    def _unsaid(self, problems: Sequence[str]) -> list[str]:
        """Those that were not said before; from now on they were."""
        news = [problem for problem in problems if problem not in self._said]
        if len(self._said) > _MOST_REMEMBERED:
            self._said.clear()
        self._said.update(news)
        return news
