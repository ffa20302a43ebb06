"""Credentials that a service refused, so that a restart does not try them again."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from pydantic import SecretStr

from domain.clock import Clock
from store.switches import Switches

KEPT: Final = timedelta(days=1)
"""Whoever mends it on the service's side changes nothing here; and one failed login a day brings no ban."""


@dataclass(slots=True, kw_only=True)
class KeptRefusals:
    """See `domain.refusals.Refusals`. The store holds a fingerprint of the credentials, slow to compute.

    Args:
        switches: Where it is noted.
        service: Its name.
        whose: The address and the user's name.
        secret: The password or key; None where none is set.
        clock: The time.
    """

    switches: Switches
    service: str
    whose: str
    secret: SecretStr | None = field(repr=False)
    clock: Clock
    _name: str = field(default="", init=False, repr=False)

    async def why(self) -> str | None:
        """What the service said within the last day; None when it did not refuse them."""
        name = await self._switch()
        since = await self.switches.off_since(name)
        if since is None or abs(self.clock.now() - since) >= KEPT:
            return None
        return await self.switches.why_off(name)

    async def note(self, reason: str) -> None:
        """They were refused just now."""
        name = await self._switch()
        await self.switches.on(name)
        await self.switches.off(name, reason=reason, now=self.clock.now())

    async def _switch(self) -> str:
        if not self._name:
            self._name = f"{self.service} login {await asyncio.to_thread(self._fingerprint)}"
        return self._name

    def _fingerprint(self) -> str:
        # 16 MiB and some 50 ms a try: what the store keeps is no shortcut to a password.
        return hashlib.scrypt(
            (self.secret.get_secret_value() if self.secret else "").encode("utf-8", "surrogateescape"),
            salt=f"shelfhook {self.service} {self.whose}".encode("utf-8", "surrogateescape"),
            n=2**14,
            r=8,
            p=1,
            dklen=16,
        ).hex()
