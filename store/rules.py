"""The rules about what is never proposed again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from domain.rules import Never, RuleKind, never
from store import work
from store.database import Database
from store.downloads import Download
from store.tables import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Never):
    """A rule, the download of which a person said it, and when."""

    id: int
    download_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one store; a person may take back each of them."""

    db: Database

    async def all(self) -> list[Rule]:
        """All of them, the newest first."""
        query = select(RULES).order_by(RULES.c.id.desc())
        return [_rule(row) for row in await self.db.read(work.mappings(query))]

    async def by_id(self, number: int) -> Rule | None:
        """One rule."""
        found = await self.db.read(work.mappings(select(RULES).where(RULES.c.id == number)))
        return _rule(found[0]) if found else None

    async def newest_id(self) -> int | None:
        """The highest number; None without a rule."""
        number: int | None = await self.db.read(work.scalar(select(func.max(RULES.c.id))))
        return number

    async def remove(self, number: int) -> None:
        """Take a rule back; what it kept away may be proposed again."""
        await self.db.write(work.change(delete(RULES).where(RULES.c.id == number)))


def add(connection: Connection, kind: RuleKind, download: Download, *, now: datetime) -> None:
    """Keep a rule about a download's book, series or author."""
    rule = never(kind, download.recording)
    if rule is None:
        return
    connection.execute(
        insert(RULES).values(
            kind=rule.kind.value,
            mam_id=rule.mam_id,
            title=rule.title,
            authors=list(rule.authors),
            series=rule.series,
            download_id=download.id,
            created_at=now,
        )
    )


def forget(connection: Connection, download_id: int) -> None:
    """Take back the rules that were said of a download."""
    connection.execute(delete(RULES).where(RULES.c.download_id == download_id))


def _rule(row: Any) -> Rule:
    values = dict(row)
    return Rule(**values | {"kind": RuleKind(values["kind"]), "authors": tuple(values["authors"])})
