"""The calls to Google Books."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pydantic import SecretStr

from clients._http import Answer, Http
from clients._turns import Turns
from clients.google_books.answers import A_MINUTE, Refusal, refusal
from clients.google_books.reading import read_volumes
from domain.allowance import Allowance
from domain.clock import Clock
from domain.enrichment import Volume
from domain.errors import (
    CredentialsError,
    NeedsPersonError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.fixes import RELOAD
from domain.refusals import command

INTERVAL: Final = timedelta(seconds=1)
MOST: Final = 5
"""How many volumes are requested: the wanted one is not farther down."""

_PATH: Final = "/books/v1/volumes"
_ASKED: Final = {
    "maxResults": str(MOST),
    "printType": "books",
    "country": "US",  # without it a server of unknown place is refused
    "fields": (
        "totalItems,items(volumeInfo(title,subtitle,authors,publisher,publishedDate,description,"
        "industryIdentifiers,language))"
    ),
}
_MAX_BYTES: Final = 2 * 1024 * 1024
# The rest of a title is written differently on a cover: "(Unabridged)", a subtitle, ", Book 2".
_NO_TITLE: Final = re.compile(
    r"\s*(?:[(\[].*|[:;].*|\s[-–—]\s.*|,\s*(?:book|vol(?:ume)?\.?)\s+\w+.*)$", re.IGNORECASE
)
_LONGEST_PHRASE: Final = 200
_ANY_ISBN: Final = "9780756404079"


class GoogleBooks:
    """Everything that is asked of Google Books, one request at a time and never faster than *interval*.

    Never retries. Any verb raises UnavailableError (no answer, or the minute's requests are used up:
    `retry_after`), TransientError (the service is in trouble with this query), QuotaGoneError (the day's
    requests are used up), CredentialsError (the key is wrong or may not ask; not used again until it is another or a
    person says so), NeedsPersonError (the address is another server's) and UnexpectedAnswerError.

    Args:
        http: The service.
        key: Goes into a header: an address could be logged.
        allowance: Consulted right before each request, and informed when the day's requests are used up.
        clock: The time.
        interval: Between the end of one request, or the client's making, and the start of the next.
    """

    def __init__(
        self,
        *,
        http: Http,
        key: SecretStr,
        allowance: Allowance,
        clock: Clock,
        interval: timedelta = INTERVAL,
    ) -> None:
        self._http = replace(http, max_bytes=_MAX_BYTES)
        self._key = key
        self._allowance = allowance
        self._clock = clock
        self._turns = Turns(clock=clock, interval=interval)

    async def by_isbn(self, isbn: str) -> tuple[Volume, ...]:
        """The volumes with this ISBN."""
        return await self._find(f"isbn:{isbn}")

    async def by_title_and_author(self, title: str, author: str) -> tuple[Volume, ...]:
        """The first few volumes with these words in title and authors, the most relevant first."""
        short = _NO_TITLE.sub("", " ".join(title.split())) or title
        return await self._find(f'intitle:"{_quotable(short)}" inauthor:"{_quotable(author)}"')

    async def check(self) -> str:
        """A sentence that says that the key is good, after using up one request."""
        await self._find(f"isbn:{_ANY_ISBN}")
        return "Google Books accepts the key"

    async def _find(self, query: str) -> tuple[Volume, ...]:
        answer, dependency = await self._answer(query), self._http.dependency
        if (kind := refusal(answer)) is not None:
            raise await self._error(kind, answer)
        await dependency.accepted()
        volumes = read_volumes(answer.json(dependency.name))
        if volumes is None:
            raise UnexpectedAnswerError(f"{_said(answer)} without a list of volumes", service=dependency.name)
        return volumes[:MOST]

    async def _answer(self, query: str) -> Answer:
        breaker = self._http.dependency.breaker
        breaker.check()
        async with self._turns.turn():
            breaker.check()  # it may have changed while this call waited
            await self._allowance.take()
            return await self._http.request(
                "GET",
                _PATH,
                params={**_ASKED, "q": query},
                headers={"X-Goog-Api-Key": self._key.get_secret_value()},
            )

    async def _error(self, kind: Refusal, answer: Answer) -> Exception:
        said, wait = _said(answer), answer.retry_after(self._clock.now())
        service = self._http.dependency.name
        match kind:
            case Refusal.DAY_GONE | Refusal.MINUTE_GONE:
                await self._http.dependency.accepted()  # Google counts requests with an accepted key
                if kind is Refusal.DAY_GONE:
                    return await self._allowance.exhaust()
                reason = "asks for a pause: the minute's requests are used up"
                return UnavailableError(reason, service=service, retry_after=wait or A_MINUTE)
            case Refusal.BAD_KEY | Refusal.NOT_ENABLED | Refusal.FORBIDDEN:
                error = CredentialsError(said, f"{_MENDS[kind]}{_THEN}", service=service)
                await self._http.dependency.refuse(error.reason)
                return error
            case Refusal.TROUBLE:
                return TransientError(said, service=service, retry_after=wait)
            case Refusal.ODD:
                return UnexpectedAnswerError(f"{said}, which is an unexpected answer", service=service)
        self._http.dependency.disappointed(said)
        return NeedsPersonError(said, "that is not Google Books; is GOOGLE_BOOKS_URL right?", service=service)


_MENDS: Final = {
    Refusal.BAD_KEY: f"GOOGLE_BOOKS_API_KEY is not valid; set another one, and {RELOAD}",
    Refusal.NOT_ENABLED: "enable the Books API for GOOGLE_BOOKS_API_KEY's project in the Google Cloud console",
    Refusal.FORBIDDEN: "GOOGLE_BOOKS_API_KEY is not allowed to ask; check its restrictions in the Google Cloud console",
}
_THEN: Final = f"; `{command('google_books')}` tries this key once more"


def _said(answer: Answer) -> str:
    return f"{answer.path} answered {answer.status}"


def _quotable(text: str) -> str:
    """As the inside of a quoted phrase, which knows no way to write a quotation mark."""
    return " ".join(text.replace('"', " ").split())[:_LONGEST_PHRASE]
