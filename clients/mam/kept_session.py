"""The session that outlives the process."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from clients.mam.access import Access
from clients.mam.cookies import Jar
from clients.mam.pace import Pace
from domain.clock import Clock
from domain.errors import CredentialsError
from domain.sessions import SessionVault, StoredSession


class KeptSession:
    """The cookies in use and what is known of them, as stored and as of the last answer.

    The stored session goes on when it grew from the same credentials; other credentials start afresh,
    and that is what lifts a refusal, too. A stored session without cookies and without a refusal is a
    login that was begun at `used_at` and whose end nobody saw; `login_began_at` says when that was.

    Args:
        vault: Keeps it.
        clock: Dates it.
        access: The credentials that it grows from.
        host: The site's.
        pace: Told when an earlier process last asked.
    """

    def __init__(self, *, vault: SessionVault, clock: Clock, access: Access, host: str, pace: Pace) -> None:
        self.jar = Jar(host=host, session_cookie=access.session_cookie, keeps=access.keeps)
        self.used_at: datetime | None = None
        self.login_began_at: datetime | None = None
        self._vault = vault
        self._clock = clock
        self._access = access
        self._pace = pace
        self._fingerprint = ""
        self._term: int | None = None
        self._refused: str | None = None
        self._refused_until: datetime | None = None

    async def open(self) -> None:
        """Have the cookies at hand.

        Raises:
            CredentialsError: They were refused, and are not tried again.
            ElsewhereError: Another daemon uses the session.
        """
        await self.load()
        if self._refused_until is not None and self._clock.now() >= self._refused_until:
            self._refused = self._refused_until = None
        if self._refused is not None:
            raise CredentialsError(self._refused)

    async def answered(self) -> None:
        """Store the cookies as the answer left them."""
        self.used_at = self._clock.now()
        await self._save()

    async def begin_login(self) -> None:
        """Store that a login starts now: should its end never be seen, it is not repeated at once."""
        self.jar.fill({})
        self.login_began_at = self._clock.now()
        await self.answered()

    async def logged_in(self, cookies: Mapping[str, str]) -> None:
        """Go on with the cookies that a login brought."""
        self.jar.fill(cookies)
        self.login_began_at = None
        await self.answered()

    async def refuse(self, why: str) -> CredentialsError:
        """Store that these credentials are not to be tried again, and return the error to raise."""
        self._refused, self._refused_until = why, None
        await self._save()
        return CredentialsError(why)

    def suspend(self, why: str, duration: timedelta) -> CredentialsError:
        """Refuse for *duration* or until a restart, and return the error to raise."""
        self._refused, self._refused_until = why, self._clock.now() + duration
        return CredentialsError(why)

    async def forgive(self) -> None:
        """Let the same credentials be tried again, since a person said so."""
        await self.load()
        self._refused = self._refused_until = None
        if not self.jar.cookies:
            self.jar.fill(self._access.seed())
            self.used_at = self.login_began_at = None
        await self._save()

    async def load(self) -> None:
        """Know what is stored; only the first call looks, and the first since this daemon leads again.

        Raises:
            ElsewhereError: Another daemon uses the session.
        """
        term = self._vault.term()
        if term == self._term:
            return
        fingerprint = await asyncio.to_thread(lambda: self._access.fingerprint)
        stored = await self._vault.load()
        if stored is None or stored.fingerprint != fingerprint:
            stored = StoredSession(fingerprint, cookies=self._access.seed())
        self.jar.fill(stored.cookies)
        self._refused, self._refused_until = stored.refused, None
        self.used_at = stored.used_at
        begun = not stored.cookies and stored.refused is None
        self.login_began_at = stored.used_at if begun else None
        if stored.used_at is not None:
            self._pace.used(self._clock.now() - stored.used_at)
        self._fingerprint, self._term = fingerprint, term

    async def _save(self) -> None:
        refused = self._refused if self._refused_until is None else None
        await self._vault.save(
            StoredSession(
                self._fingerprint, cookies=dict(self.jar.cookies), refused=refused, used_at=self.used_at
            )
        )
