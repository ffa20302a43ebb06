"""What both kinds of session have in common."""

import asyncio
from datetime import datetime, timedelta
from typing import Final, Protocol

from clients._http import Answer
from clients.mam.kept_session import KeptSession
from clients.mam.signs import Sign, Verdict
from clients.mam.wire import Request, Wire
from domain.errors import ShelfhookError, TransientError

_ELSEWHERE_PAUSE: Final = timedelta(hours=1)


class Session(Protocol):
    """Asks as someone whom the site knows."""

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
        """Know what is stored, without a request."""

    async def retry(self) -> None:
        """Let refused credentials be tried again, since a person said so."""


class SiteSession:
    """What both kinds of session do alike: one question at a time, and what is known is kept.

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
        """Know what is stored, without a request."""
        async with self._lock:
            await self._kept.load()

    async def retry(self) -> None:
        """Let refused credentials be tried again, since a person said so."""
        async with self._lock:
            await self._kept.forgive()

    def _setback(self, answer: Answer, sign: Sign) -> ShelfhookError:
        return setback(answer, sign, wire=self._wire, kept=self._kept)


def told(answer: Answer, sign: Sign) -> str:
    """The sign in a sentence that has no end yet."""
    return f"MAM {answer.path} answered {answer.status}: {sign.says}"


def setback(answer: Answer, sign: Sign, *, wire: Wire, kept: KeptSession) -> ShelfhookError:
    """The error to raise for a sign that does not prove the session dead.

    Meanwhile nobody else asks either: those are told that MAM is unavailable, and it costs them nothing,
    while who met the sign has used an attempt (it may be the request).
    """
    if sign.verdict is Verdict.ELSEWHERE:
        why = (
            f"{told(answer, sign)}. Bring back the network that it was made for, or make a session for this "
            "one on MAM under Preferences → Security and set MAM_ID to it"
        )
        return kept.suspend(why, _ELSEWHERE_PAUSE)
    held = wire.pace.back_off(told(answer, sign), asked=answer.retry_after(wire.http.clock.now()))
    return TransientError(str(held), retry_after=held.retry_after)
