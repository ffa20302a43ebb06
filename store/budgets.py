"""Daily budgets, counted over all runs and restarts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import Connection, select

from domain.clock import Clock
from domain.enrichment import PACIFIC
from domain.errors import QuotaGoneError
from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import BUDGETS

_NAME: Final = "google_books"


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of one store: a name and a day each; the caller decides what a day is."""

    db: Database

    async def take(self, name: str, *, day: str, limit: int, amount: int = 1) -> bool:
        """Use *amount* of the day's *limit*; on disk when this returns, so call it before the request that it pays for.

        Returns:
            False when more is asked than is left; nothing is used then.
        """
        if amount > limit:
            return False
        used = BUDGETS.c.used + amount
        return await self._note(name, day, amount, sum_=used, where=used <= limit)

    async def used(self, name: str, day: str) -> int:
        """How much of the day's budget is used."""
        query = select(BUDGETS.c.used).where(BUDGETS.c.name == name, BUDGETS.c.day == day)
        return await self.db.read(work.scalar(query)) or 0

    async def exhaust(self, name: str, *, day: str, limit: int) -> None:
        """Use up the day's *limit*: the service, which has the real count, says that nothing is left."""
        await self._note(name, day, limit, sum_=limit, where=BUDGETS.c.used < limit)

    async def _note(self, name: str, day: str, used: int, *, sum_: Any, where: Any) -> bool:
        """Insert a day's first use, or set it to *sum_* where *where* holds; whether either happened."""

        def note(connection: Connection) -> bool:
            statement = insert_into(BUDGETS, connection.dialect.name).values(name=name, day=day, used=used)
            noted = statement.on_conflict_do_update(
                index_elements=["name", "day"], set_={"used": sum_}, where=where
            )
            return connection.execute(noted.returning(BUDGETS.c.used)).first() is not None

        return await self.db.write(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBudget:
    """A budget with days that begin at midnight in *zone*.

    Args:
        budgets: Where the use is stored.
        name: The budget's name.
        limit: How much a day has.
        zone: Decides when a day ends.
        clock: The time.
    """

    budgets: Budgets
    name: str
    limit: int
    zone: tzinfo
    clock: Clock

    async def take(self) -> bool:
        """Use one unit of the day; False when none is left."""
        return await self.budgets.take(self.name, day=self._day(), limit=self.limit)

    async def left(self) -> int:
        """How many units of the day are left."""
        return max(self.limit - await self.budgets.used(self.name, self._day()), 0)

    async def exhaust(self) -> None:
        """Use up the day's budget."""
        await self.budgets.exhaust(self.name, day=self._day(), limit=self.limit)

    def until_next(self) -> timedelta:
        """The time until the next day begins in the zone, clock changes included."""
        now = self.clock.now()
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), tzinfo=self.zone).astimezone(UTC) - now

    def _day(self) -> str:
        return self.clock.now().astimezone(self.zone).date().isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAllowance:
    """The requests that a key may make; see `domain.allowance.Allowance`.

    Args:
        key: Whose.
        budget: The day's requests.
    """

    key: SecretStr = field(repr=False)
    budget: DayBudget

    async def take(self) -> None:
        """Use one request.

        Raises:
            QuotaGoneError: The day's requests are used up.
        """
        if not await self.budget.take():
            raise self._gone()

    async def exhaust(self) -> QuotaGoneError:
        """Use up the day's requests."""
        await self.budget.exhaust()
        return self._gone()

    def _gone(self) -> QuotaGoneError:
        return QuotaGoneError(
            f"the day's {self.budget.limit} requests to Google Books are used up; "
            "the quota resets at midnight Pacific time",
            retry_after=self.budget.until_next(),
        )


def google_books_allowance(
    key: SecretStr | None, *, budgets: Budgets, daily_quota: int, clock: Clock
) -> KeyAllowance | None:
    """The daily requests of a Google Books key; None without a key."""
    if key is None:
        return None
    budget = DayBudget(budgets=budgets, name=_NAME, limit=daily_quota, zone=PACIFIC, clock=clock)
    return KeyAllowance(key=key, budget=budget)
