"""The search for books, and for their chapters, at Audiobookshelf's own sources: facts/audiobookshelf_2.md 3 and 6."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from clients._http import Answer
from clients._turns import Turns
from clients.audiobookshelf.answers import misplaced
from clients.audiobookshelf.hits import read_hits
from clients.audiobookshelf.marks import FoundChapters, found_chapters
from clients.audiobookshelf.server import Server
from domain.errors import TransientError, UnavailableError
from domain.hits import Hit

INTERVAL: Final = timedelta(seconds=2)
PATIENCE: Final = timedelta(seconds=25)
"""It searches up to six times for one title, each for 10 seconds, and some of its calls have no limit."""

_PATH: Final = "/api/search/books"
_CHAPTERS: Final = "/api/search/chapters"
_LONGEST: Final = 300
"""Of a parameter; the server takes 1,000 characters, and none twice."""


class BookSearch:
    """Searches at a source, one search at a time and never sooner than *interval* after the last.

    An outage of the source looks like "nothing found": an empty answer is not to be believed for long. What fails here
    says nothing of Audiobookshelf itself, so `TransientError` is also what no answer in time is; for the rest, as
    `Audiobookshelf`.

    Args:
        server: Asked; what becomes of a call is to be noted nowhere else.
        interval: Between the end of one search, or the client's making, and the start of the next.
        patience: How long a search may take.
    """

    def __init__(
        self, server: Server, *, interval: timedelta = INTERVAL, patience: timedelta = PATIENCE
    ) -> None:
        self._server = server
        self._turns = Turns(clock=server.http.clock, interval=interval)
        self._patience = patience.total_seconds()

    async def books(
        self, provider: str, title: str, author: str | None = None, *, item_id: str | None = None
    ) -> tuple[Hit, ...]:
        """The first hits of a search; none also when the source is away.

        Args:
            provider: As the server calls it; one that it does not know is Google Books to it.
            title: One that looks like an ASIN is looked up as one.
            author: Narrows the search.
            item_id: Those nearest to this item's length come first.
        """
        asked = {"provider": provider, "title": title, "author": author, "id": item_id}
        params = {name: _short(value) for name, value in asked.items() if value}
        answer = await self._get(_PATH, params)
        found = answer.json(self._server.http.dependency.name)
        if not isinstance(found, list):
            raise misplaced(self._server.http, answer, "gives no list of books")
        return read_hits(found)

    async def chapters(self, asin: str, *, region: str) -> FoundChapters | None:
        """The chapters of an edition; None where there are none, and also when the source is away.

        Args:
            asin: Ten characters, of Audible.
            region: Where it is sold, such as ``us``.
        """
        answer = await self._get(_CHAPTERS, {"asin": asin, "region": region})
        return found_chapters(answer.json(self._server.http.dependency.name))

    async def _get(self, path: str, params: Mapping[str, str]) -> Answer:
        async with self._turns.turn():
            try:
                async with asyncio.timeout(self._patience):
                    return await self._server.get(path, params)
            except TimeoutError as error:
                raise TransientError(
                    f"{path} did not answer in {self._patience:g} seconds", service="audiobookshelf"
                ) from error
            except UnavailableError as error:
                raise TransientError(
                    error.reason, service=error.service, retry_after=error.retry_after
                ) from error


def _short(text: str) -> str:
    """What is sent of a text: without what no address can hold."""
    return " ".join(text[:_LONGEST].encode(errors="ignore").decode().split())
