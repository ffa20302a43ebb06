"""The session that outlives the process."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from clients.mam.access import Access
from clients.mam.cookies import Jar
from clients.mam.pace import Pace
from domain.dependency import Dependency
from domain.errors import CredentialsError
from domain.sessions import SessionVault, StoredSession


class KeptSession:
    """The cookies in use and their state, as stored and as of the last answer.

    The stored session continues if it came from the same credentials; other credentials start a new one,
    which also ends a refusal. A stored session without cookies and without a refusal is a
    login that was begun at `used_at` and was interrupted; `login_began_at` is that time.

    Args:
        vault: Keeps it.
        dependency: Knows whether the site refuses it, and whether it may be tried again.
        access: The credentials that it grows from.
        host: The site's.
        pace: Gets the time of an earlier process's last request.
    """

    def __init__(
        self, *, vault: SessionVault, dependency: Dependency, access: Access, host: str, pace: Pace
    ) -> None:
        self.jar = Jar(host=host, session_cookie=access.session_cookie, keeps=access.keeps)
        self.used_at: datetime | None = None
        self.login_began_at: datetime | None = None
        self._vault = vault
        self._clock = dependency.clock
        self._dependency = dependency
        self._access = access
        self._pace = pace
        self._fingerprint = ""
        self._term: int | None = None
        self._refused: str | None = None

    async def open(self) -> None:
        """Provide the cookies; when a refused session is tried once more, those from the settings.

        Raises:
            CredentialsError: They were refused, and are not tried again.
            ElsewhereError: Another daemon uses the session.
            UnavailableError: The site is away.
        """
        await self.load()
        self._dependency.breaker.check()
        if self._refused is not None and not self.jar.cookies:
            self.jar.fill(self._access.seed())
            self.used_at = self.login_began_at = None

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
        self._refused = why
        await self._save()
        await self._dependency.refuse(why)
        return CredentialsError(why, service=self._dependency.name)

    async def accepted(self) -> None:
        """Store that the site takes them."""
        if self._refused is not None:
            self._refused = None
            await self._save()
        await self._dependency.accepted()

    async def load(self) -> None:
        """Read the stored session; only at the first call, and at the first one since this daemon leads again.

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
        self._refused = stored.refused
        self._dependency.remember(stored.refused)
        self.used_at = stored.used_at
        begun = not stored.cookies and stored.refused is None
        self.login_began_at = stored.used_at if begun else None
        if stored.used_at is not None:
            self._pace.used(self._clock.now() - stored.used_at)
        self._fingerprint, self._term = fingerprint, term

    async def _save(self) -> None:
        await self._vault.save(
            StoredSession(
                self._fingerprint, cookies=dict(self.jar.cookies), refused=self._refused, used_at=self.used_at
            )
        )
