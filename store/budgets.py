"""What may be used up in a day, counted over all runs and restarts."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import Table, select

from domain.clock import Clock
from store.database import Database
from store.dialects import postgresql, sqlite
from store.tables import BudgetRow

_BUDGETS: Final[Table] = BudgetRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of one store: a name and a day each, whatever a day is to the one who asks."""

    db: Database

    async def take(self, name: str, *, day: str, limit: int, amount: int = 1) -> bool:
        """Use *amount* of the day's *limit*; on disk when it returns, so take it before what it pays for.

        Returns:
            False when that is more than is left; nothing was taken then.
        """
        if amount > limit:
            return False
        insert = self._insert(name, day, amount)
        used = _BUDGETS.c.used + amount
        statement = insert.on_conflict_do_update(
            index_elements=["name", "day"], set_={"used": used}, where=used <= limit
        ).returning(_BUDGETS.c.used)
        async with self.db.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def used(self, name: str, day: str) -> int:
        """How much of the day's budget is gone."""
        query = select(_BUDGETS.c.used).where(_BUDGETS.c.name == name, _BUDGETS.c.day == day)
        async with self.db.read() as connection:
            return (await connection.execute(query)).scalar() or 0

    async def exhaust(self, name: str, *, day: str, limit: int) -> None:
        """Leave nothing of the day's *limit*: the service that keeps the real count says that it is gone."""
        statement = self._insert(name, day, limit).on_conflict_do_update(
            index_elements=["name", "day"], set_={"used": limit}, where=_BUDGETS.c.used < limit
        )
        async with self.db.write() as connection:
            await connection.execute(statement)

    def _insert(self, name: str, day: str, used: int) -> Any:
        insert = sqlite.insert if self.db.is_sqlite else postgresql.insert
        return insert(_BUDGETS).values(name=name, day=day, used=used)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBudget:
    """A budget whose days begin at midnight in *zone*, whichever day it is there now.

    Args:
        budgets: Where it is kept.
        name: Of the budget.
        limit: Of each day.
        zone: Decides when a day ends.
        clock: The time.
    """

    budgets: Budgets
    name: str
    limit: int
    zone: tzinfo
    clock: Clock

    async def take(self) -> bool:
        """Use one of the day's; False when none is left."""
        return await self.budgets.take(self.name, day=self._day(), limit=self.limit)

    async def left(self) -> int:
        """How many of the day's are left."""
        return max(self.limit - await self.budgets.used(self.name, self._day()), 0)

    async def exhaust(self) -> None:
        """Leave nothing of the day's."""
        await self.budgets.exhaust(self.name, day=self._day(), limit=self.limit)

    def until_next(self) -> timedelta:
        """The time until the next day begins, by the zone's own clock changes."""
        now = self.clock.now()
        tomorrow = now.astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), tzinfo=self.zone).astimezone(UTC) - now

    def _day(self) -> str:
        return self.clock.now().astimezone(self.zone).date().isoformat()
