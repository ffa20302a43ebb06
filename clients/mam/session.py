"""The common part of both kinds of session."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, Protocol

from clients._http import Answer
from clients.mam.cookies import Jar
from clients.mam.kept_session import KeptSession
from clients.mam.signs import Sign, Verdict
from clients.mam.wire import Request, Wire
from domain.errors import CredentialsError, ShelfhookError, TransientError
from domain.refusals import command

RETRY: Final = command("mam")
_ELSEWHERE_PAUSE: Final = timedelta(hours=1)
_REFUSALS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Session(Protocol):
    """Sends requests as a known user of the site."""

    @property
    def used_at(self) -> datetime | None:
        """When the site last answered; None when never, or when nothing was asked since the start."""

    async def ask(self, request: Request) -> Answer:
        """The answer to a request, once it shows that the session is good; its status may be an error.

        Raises:
            CredentialsError: The session, or the login for it, was refused.
            UnavailableError: No answer now; `retry_after` says when to ask again at the earliest.
        """

    async def load(self) -> None:
        """Read what is stored, without a request."""

    def lent(self) -> AbstractAsyncContextManager[Jar]:
        """The cookies, for a request that does not prove the session; no other request is sent meanwhile.

        Raises:
            CredentialsError: The session was refused, and is not tried again.
            UnavailableError: The site is away, or another daemon has the session.
        """

    async def heard(self, lines: Sequence[str]) -> None:
        """Follow the ``Set-Cookie`` lines of what was asked with the cookies that were lent."""


class SiteSession:
    """The common part of both kinds of session: one request at a time, and changes are stored.

    Args:
        wire: The way to the site.
        kept: The session.
    """

    def __init__(self, *, wire: Wire, kept: KeptSession) -> None:
        self._wire = wire
        self._kept = kept
        self._lock = asyncio.Lock()

    @property
    def used_at(self) -> datetime | None:
        """When the site last answered to this session."""
        return self._kept.used_at

    async def load(self) -> None:
        """Read what is stored, without a request."""
        async with self._lock:
            await self._kept.load()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Jar]:
        """The cookies, while no other request is sent."""
        async with self._lock:
            await self._kept.open()
            yield self._kept.jar

    async def heard(self, lines: Sequence[str]) -> None:
        """Follow ``Set-Cookie`` lines, and store the cookies as they are left."""
        self._kept.jar.take(lines, self._wire.http.clock.now())
        await self._kept.answered()

    async def _accepted(self, answer: Answer) -> Answer:
        """The answer, which shows that the session is good."""
        self._wire.pace.succeeded()
        await self._kept.accepted()
        return answer

    async def _setback(self, answer: Answer, sign: Sign) -> ShelfhookError:
        """The error to raise for a sign that does not prove the session dead.

        Meanwhile there are no other requests: for their callers MAM is unavailable, and no attempt is used.
        The caller that met the sign has used one, because the cause may be its request.
        """
        http, said = self._wire.http, described(answer, sign)
        if sign.verdict is Verdict.ELSEWHERE:
            why = (
                f"{said}. Bring back the network that it was made for, or make a session for this one on MyAnonamouse "
                f"under Preferences → Security and set MAM_ID to it; it is tried again within the hour, or by `{RETRY}`"
            )
            await http.dependency.refuse(why, again=_ELSEWHERE_PAUSE, keep=False)
            return CredentialsError(why, service=http.dependency.name)
        if answer.status in _REFUSALS:
            http.dependency.deny(
                "", f"{said}. It is asked again by itself; where that goes on, log in with a browser"
            )
        else:
            http.dependency.disappointed(said)
        held = self._wire.pace.back_off(said, asked=answer.retry_after(http.clock.now()))
        return TransientError(held.said, service=held.service, retry_after=held.retry_after)


def described(answer: Answer, sign: Sign) -> str:
    """The sign in a sentence that follows the site's name, and has no end yet."""
    return f"{answer.path} answered {answer.status}: {sign.says}"
