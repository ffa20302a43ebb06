"""What Google Books still grants to a key: kept in the store, so that no restart begins anew."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from pydantic import SecretStr

from domain.clock import Clock
from domain.enrichment import PACIFIC
from domain.errors import CredentialsError, QuotaGoneError
from store.budgets import Budgets, DayBudget
from store.database import Database
from store.switches import Switches

_NAME: Final = "google_books"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAllowance:
    """The requests that a key may make; see `domain.allowance.Allowance`.

    Args:
        key: Whose; only a digest of it is stored.
        budget: The day's requests.
        switches: Where a refused key is noted.
        clock: The time.
    """

    key: SecretStr = field(repr=False)
    budget: DayBudget
    switches: Switches
    clock: Clock

    async def take(self) -> None:
        """Use one request.

        Raises:
            QuotaGoneError: The day's are used up.
            CredentialsError: The key was refused before.
        """
        refused = await self.why_refused()
        if refused is not None:
            raise CredentialsError(refused)
        if not await self.budget.take():
            raise self._gone()

    async def exhaust(self) -> QuotaGoneError:
        """Use up the day's."""
        await self.budget.exhaust()
        return self._gone()

    async def refuse(self, reason: str) -> None:
        """Grant nothing more to this key."""
        await self.switches.off(self._switch(), reason=reason, now=self.clock.now())

    async def why_refused(self) -> str | None:
        """Why the service refused this key; None when it did not."""
        return await self.switches.why_off(self._switch())

    def _gone(self) -> QuotaGoneError:
        return QuotaGoneError(
            f"the day's {self.budget.limit} requests to Google Books are used up; "
            "its next day begins at midnight Pacific time",
            retry_after=self.budget.until_next(),
        )

    def _switch(self) -> str:
        digest = hashlib.sha256(self.key.get_secret_value().encode()).hexdigest()
        return f"{_NAME} key {digest[:16]}"


def google_books(
    key: SecretStr | None, *, db: Database, daily_quota: int, clock: Clock
) -> KeyAllowance | None:
    """What Google Books grants to a key in its own days; None without one."""
    if key is None:
        return None
    budget = DayBudget(budgets=Budgets(db), name=_NAME, limit=daily_quota, zone=PACIFIC, clock=clock)
    return KeyAllowance(key=key, budget=budget, switches=Switches(db), clock=clock)
