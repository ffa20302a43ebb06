"""The one door through which every request to MAM goes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from clients._http import Answer, Http
from clients.mam.cookies import Jar
from clients.mam.pace import Pace
from domain.errors import DownError

MAX_BYTES: Final = 16 * 1024 * 1024
"""Longer than any page, answer of 100 rows or torrent file of the site."""


class Wants(Enum):
    """The form of a good answer to a request."""

    JSON = auto()
    TEXT = auto()
    PAGE = auto()
    TORRENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request.

    Args:
        path: Below the base address, percent-encoded.
        wants: The form of a good answer.
        method: ``GET`` or ``POST``.
        shown: The path in errors, if the real one holds a secret; None for the path itself.
        params: The query.
        body: With its media type; None for none.
    """

    path: str = field(repr=False)
    wants: Wants
    method: str = "GET"
    shown: str | None = None
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: tuple[str, bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """Sends requests one at a time at the site's pace, and passes on each answer's cookies.

    Args:
        http: The site.
        pace: When the next request may go.
    """

    http: Http
    pace: Pace

    async def send(
        self, request: Request, jar: Jar, *, saved: Callable[[], Awaitable[None]] | None = None
    ) -> Answer:
        """Send it once, with the jar's cookies at that moment.

        Args:
            request: The request.
            jar: Takes the cookies of any answer, also of a refusal.
            saved: Awaited once it has, before anything is concluded from the answer.

        Raises:
            UnavailableError: No answer, a 5xx, or the site asked for a pause; then no request is sent before
                `retry_after` is over.
            UnexpectedAnswerError: The body is too long.
        """
        received: list[tuple[str, ...]] = []
        # A request that is not sent takes no turn, which the next one would have to wait for.
        self.http.dependency.breaker.check()
        async with self.pace.turn():
            try:
                answer = await self._ask(request, jar, on_cookies=received.append)
            finally:
                # A body that breaks off does not take the rotated cookie with it.
                if received:
                    jar.take(received[0], self.http.clock.now())
                    if saved is not None:
                        await saved()
            self._note(answer)
        return answer

    async def _ask(
        self, request: Request, jar: Jar, *, on_cookies: Callable[[tuple[str, ...]], None]
    ) -> Answer:
        headers = {"Cookie": jar.header()} if jar.cookies else {}
        content: bytes | None = None
        if request.body is not None:
            headers["Content-Type"], content = request.body
        http = replace(self.http, max_bytes=min(MAX_BYTES, self.http.max_bytes))
        return await http.request(
            request.method,
            request.path,
            params=request.params or None,
            headers=headers,
            data=content,
            shown=request.shown,
            on_cookies=on_cookies,
        )

    def _note(self, answer: Answer) -> None:
        asked = answer.retry_after(self.http.clock.now())
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self.pace.back_off(f"asked for a pause (429 at {answer.path})", asked=asked)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            problem = f"{answer.path} answered {answer.status}"
            if asked:
                raise self.pace.hold(problem, asked)
            raise DownError(problem, service=self.http.dependency.name)
