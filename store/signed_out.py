"""Browser sessions that were signed out before they expired."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete

from store import work
from store.switches import Switches
from store.tables import SWITCHES

_PREFIX: Final = "browser session "


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The names of these sessions, known to every daemon of a store, and after a restart or a restore."""

    switches: Switches

    async def add(self, session: str, *, now: datetime, expired_before: datetime) -> None:
        """Store that this session has ended; ended sessions that have expired since are deleted."""
        await self.switches.off(_PREFIX + session, reason="signed out", now=now)
        expired = (
            SWITCHES.c.name.startswith(_PREFIX, autoescape=True),
            SWITCHES.c.off_since < expired_before,
        )
        await self.switches.db.write(work.change(delete(SWITCHES).where(*expired)))

    async def has(self, session: str) -> bool:
        """Whether this session has ended."""
        return await self.switches.why_off(_PREFIX + session) is not None
