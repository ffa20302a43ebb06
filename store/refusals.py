"""Credentials that a service refused, so that they are not tried again and again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import SecretStr

from domain.clock import Clock
from domain.stretching import stretched
from store.budgets import Budgets
from store.database import Database
from store.sessions import session_state
from store.switches import Switches


@dataclass(slots=True, kw_only=True)
class KeptRefusals:
    """See `domain.refusals.Refusals`. The store holds a fingerprint of the credentials, slow to compute.

    Args:
        switches: Where a refusal is stored.
        budgets: Where the tries of a day are counted.
        service: Its name.
        account: The address and the user's name.
        secret: The password or key; None where none is set.
        tries: How many starts in a day are one more try each: a fix on the service's side changes nothing
            here. Few, because a service manager may start a daemon again and again, and failed logins bring a ban.
        clock: The time.
    """

    switches: Switches
    budgets: Budgets
    service: str
    account: str
    secret: SecretStr | None = field(repr=False)
    tries: int
    clock: Clock
    _name: str = field(default="", init=False, repr=False)

    async def why(self) -> str | None:
        """The service's message; None when it did not refuse them."""
        refused = await self.switches.off_under(self._prefix)
        return refused.get(await self._switch()) if refused else None

    async def note(self, reason: str) -> None:
        """Store that they were refused."""
        await self.switches.off(await self._switch(), reason=reason, now=self.clock.now())

    async def forget(self) -> None:
        """Store that they were accepted; this also clears a refusal of other credentials."""
        for name in await self.switches.off_under(self._prefix):
            await self.switches.on(name)

    async def may_try(self) -> bool:
        """Whether this start is one of the day's tries."""
        day = self.clock.now().date().isoformat()
        return await self.budgets.take(await self._switch(), day=day, limit=self.tries)

    @property
    def _prefix(self) -> str:
        return f"{self.service} login "

    async def _switch(self) -> str:
        if not self._name:
            self._name = self._prefix + await asyncio.to_thread(self._fingerprint)
        return self._name

    def _fingerprint(self) -> str:
        salt = f"shelfhook {self.service} {self.account}"
        return stretched(self.secret or SecretStr(""), salt=salt, length=16).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefusals:
    """See `domain.refusals.Refusals`: of a session, which is stored with the service's message.

    Args:
        db: The store.
        service: Its name.
        fingerprint: Computes that of the credentials; may be slow.
    """

    db: Database
    service: str
    fingerprint: Callable[[], str] = field(repr=False)

    async def why(self) -> str | None:
        """The service's message; None when it did not refuse the session of these credentials."""
        kept = await session_state(self.db, self.service)
        if kept is None or kept.refused is None:
            return None
        return kept.refused if kept.fingerprint == await asyncio.to_thread(self.fingerprint) else None

    async def note(self, reason: str) -> None:
        """The session's user stores that with the session."""

    async def forget(self) -> None:
        """The session's user stores that with the session."""

    async def may_try(self) -> bool:
        """Never: a restart does not revive a dead session, and does not repeat a login."""
        return False
