"""HTTP as every client here speaks it: bounded, without redirects, and with domain errors."""

import json
import logging
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from clients._aiohttp import NEVER_CONNECTED, only_once, trouble_of
from clients._marks import MOST_MARKS, too_many
from clients._proxy import Proxy
from clients._stranger import stranger
from clients._trouble import Place, Trouble
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import NotSentError, UnavailableError, UnexpectedAnswerError

TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=5, sock_read=30)
MAX_BYTES: Final = 64 * 1024 * 1024
GATEWAY_TROUBLE: Final = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)
_LONGEST_WAIT: Final = timedelta(days=7)

_log: Final = logging.getLogger("shelfhook.clients")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, headers and body.

    `set_cookies` are the raw ``Set-Cookie`` lines; `path` the path asked for, without the query.
    """

    status: int
    headers: Mapping[str, str]
    set_cookies: tuple[str, ...]
    body: bytes
    path: str

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; empty when the answer names none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def text(self) -> str:
        """The body as UTF-8, with a mark where it is not."""
        return self.body.decode("utf-8", errors="replace")

    def json(self, service: str) -> Any:
        """The body as JSON, of the *service* with that name.

        Raises:
            UnexpectedAnswerError: It is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise UnexpectedAnswerError(
                f"{self.path} answered {self.status} with a body that is not JSON", service=service
            ) from error

    def retry_after(self, now: datetime) -> timedelta | None:
        """How long the service asks to wait, from seconds or a date; None when it does not say."""
        value = self.headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return min(timedelta(seconds=int(value[:9])), _LONGEST_WAIT)
        moment = _moment(value)
        return None if moment is None else min(max(moment - now, timedelta(0)), _LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """One service behind one base address.

    Redirects are never followed and no cookies are kept: a client that needs either does so itself.

    Args:
        session: Shared; its cookie jar is a dummy.
        base_url: Scheme, host and path prefix, without a trailing slash.
        dependency: Consulted before each call, and informed of each success and failure; its name is the service's in errors.
        clock: Measures how long a call took.
        max_bytes: A longer body is refused.
        proxy: Every request goes through it, or not at all.
        has_pages: Whether the service itself answers with pages and redirects; else something before it does.
        down: The statuses for which the client raises UnavailableError: events wait them out without an end,
            so they open the breaker. Any other 5xx may be the one request's own.
    """

    session: aiohttp.ClientSession
    base_url: str
    dependency: Dependency
    clock: Clock
    max_bytes: int = MAX_BYTES
    proxy: Proxy | None = None
    has_pages: bool = False
    down: Container[int] = GATEWAY_TROUBLE

    @property
    def place(self) -> Place:
        """Where it is, for messages."""
        return Place(self.dependency.name, self.base_url)

    async def request(  # noqa: PLR0913 - the parts of an HTTP request
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Any = None,
        shown: str | None = None,
        on_cookies: Callable[[tuple[str, ...]], None] | None = None,
    ) -> Answer:
        """Send one request and read the whole answer, whatever its status.

        Args:
            method: ``GET``, ``POST`` or ``PATCH``.
            path: Absolute, below the base address.
            params: Query parameters; never named in an error.
            headers: Added to the session's own.
            data: Bytes or form fields of the body.
            shown: The path in errors, if the real one holds a secret; None for the path itself.
            on_cookies: Gets the ``Set-Cookie`` lines once the headers are in, even if the body then breaks off.

        Raises:
            UnavailableError: No answer in time, one cut short, one of something before the service; as
                NotSentError where no connection came about, or the breaker is open.
            UnexpectedAnswerError: The body is longer than `max_bytes`, or lists more than fits into memory.
        """
        started = self.clock.monotonic()
        named = path if shown is None else shown
        with self.dependency.breaker.admitted(), self._watched(named, started):
            async with self.session.request(
                method,
                self.base_url + path,
                params=params,
                headers=headers,
                data=data,
                allow_redirects=False,
                timeout=TIMEOUT,
                middlewares=(only_once,),
                proxy=None if self.proxy is None else self.proxy.url,
                proxy_headers=None if self.proxy is None else self.proxy.headers,
            ) as response:
                answer = await self._answer(response, named, on_cookies)
            seconds = self.clock.monotonic() - started
            self._refuse_strangers(answer, seconds=seconds)
            self._report(answer, seconds=seconds)
        return answer

    @contextmanager
    def _watched(self, named: str, started: float) -> Iterator[None]:
        """Makes a failure to talk at all one of the service."""
        try:
            yield
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            trouble = trouble_of(error, self.place)
            seconds = self.clock.monotonic() - started
            kind = NotSentError if isinstance(error, NEVER_CONNECTED) else UnavailableError
            raise self._away(named, trouble, seconds=seconds, kind=kind) from error

    def _refuse_strangers(self, answer: Answer, *, seconds: float) -> None:
        """An answer of something else shows nothing of the service, but that it cannot be asked."""
        if self.has_pages:
            return
        trouble = stranger(answer.status, answer.headers, answer.body, self.place)
        if trouble is not None:
            said = f"{answer.path} answered {answer.status}"
            raise self._away(said, trouble, seconds=seconds)

    def _away(
        self, said: str, trouble: Trouble, *, seconds: float, kind: type[UnavailableError] = UnavailableError
    ) -> UnavailableError:
        error = kind(f"{said}: {trouble.what}", trouble.mend, service=self.dependency.name)
        self.dependency.failed(error.reason, seconds=seconds)
        self.dependency.breaker.failed(error.reason)
        return error

    async def _answer(
        self,
        response: aiohttp.ClientResponse,
        named: str,
        on_cookies: Callable[[tuple[str, ...]], None] | None,
    ) -> Answer:
        set_cookies = tuple(response.headers.getall("Set-Cookie", ()))
        if on_cookies is not None:
            on_cookies(set_cookies)
        body = await self._read(response, named)
        return Answer(
            status=response.status, headers=response.headers, set_cookies=set_cookies, body=body, path=named
        )

    def _report(self, answer: Answer, *, seconds: float) -> None:
        """An answer shows that the service is available, unless it says that it is not."""
        status, breaker = answer.status, self.dependency.breaker
        said = f"{answer.path} answered {status}"
        _log.debug(
            "%s %s in %.3f s", self.place.title, said, seconds, extra={"service": self.dependency.name}
        )
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.dependency.failed(said, seconds=seconds)
        else:
            self.dependency.answered(seconds=seconds)
        if (moment := _moment(answer.headers.get("Date", ""))) is not None:
            self.dependency.ahead = moment - self.clock.now()
        asked = answer.retry_after(self.clock.now())
        if status == HTTPStatus.TOO_MANY_REQUESTS or (status in self.down and asked is not None):
            breaker.rest(said, asked)
        elif status in self.down:
            breaker.failed(said)
        else:
            breaker.answered()

    async def _read(self, response: aiohttp.ClientResponse, named: str) -> bytes:
        parts: list[bytes] = []
        length = 0
        async for part in response.content.iter_chunked(65536):
            length += len(part)
            if length > self.max_bytes:
                raise self._too_much(named, f"{self.max_bytes} bytes")
            parts.append(part)
        body = b"".join(parts)
        if not self.has_pages and too_many(body):
            raise self._too_much(named, f"{MOST_MARKS} values")
        return body

    def _too_much(self, named: str, most: str) -> UnexpectedAnswerError:
        problem = f"{named} answered more than {most}"
        self.dependency.failed(problem)
        self.dependency.breaker.answered()
        return UnexpectedAnswerError(problem, service=self.dependency.name)


@lru_cache(maxsize=16)
def _moment(date: str) -> datetime | None:
    """A header's moment, in UTC; None if it is none. All answers of a second have the same one."""
    try:
        moment = parsedate_to_datetime(date)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
