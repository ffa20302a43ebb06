"""What MAM corrected in the records."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from domain.corrections import Correction
from store import work
from store.database import Database
from store.tables import CORRECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedCorrection(Correction):
    """A correction of a download's record: when it was noticed, and by which run; None where you asked."""

    id: int
    download_id: int
    run_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections in one store, the newest first."""

    db: Database

    async def of_download(self, download_id: int, *, limit: int = 500) -> list[NotedCorrection]:
        """Those of one record."""
        return await self._where(CORRECTIONS.c.download_id == download_id, limit)

    async def of_run(self, run_id: int, *, limit: int = 500) -> list[NotedCorrection]:
        """Those that one run noticed."""
        return await self._where(CORRECTIONS.c.run_id == run_id, limit)

    async def _where(self, condition: ColumnElement[bool], limit: int) -> list[NotedCorrection]:
        query = select(CORRECTIONS).where(condition).order_by(CORRECTIONS.c.id.desc()).limit(limit)
        return [NotedCorrection(**row) for row in await self.db.read(work.mappings(query))]


def note(
    connection: Connection,
    found: Sequence[Correction],
    *,
    download_id: int,
    run_id: int | None,
    now: datetime,
) -> None:
    """Keep what changed in a record, within a transaction."""
    more: dict[str, Any] = {"download_id": download_id, "run_id": run_id, "at": now}
    if found:
        connection.execute(insert(CORRECTIONS), [asdict(one) | more for one in found])
