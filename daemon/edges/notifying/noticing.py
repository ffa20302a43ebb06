"""The present conditions that people are notified of."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from daemon.parts import Parts
from daemon.standing import standing
from domain.notices import Notice, NoticeKind
from domain.services import TITLES


@dataclass(frozen=True, slots=True)
class Conditions:
    """Reads the conditions of each kind from the store.

    Args:
        parts: The daemon's.
        kinds: The kinds that are notified.
    """

    parts: Parts
    kinds: Collection[NoticeKind]

    async def __call__(self, now: datetime) -> list[Notice]:
        """All that holds now."""
        there = self.parts.store.views.noticeable
        readers: Mapping[NoticeKind, Callable[[], Awaitable[list[Notice]]]] = {
            NoticeKind.APPLIED: lambda: there.applied(now),
            NoticeKind.NEEDS_PERSON: there.needs_person,
            NoticeKind.STUCK: lambda: there.stuck(now),
            NoticeKind.MISMATCH: there.mismatch,
            NoticeKind.SESSION_LOST: self._refusals,
            NoticeKind.QUOTA_GONE: self._quotas,
        }
        return [notice for kind in NoticeKind if kind in self.kinds for notice in await readers[kind]()]

    async def _refusals(self) -> list[Notice]:
        return [
            Notice(kind=NoticeKind.SESSION_LOST, subject=one.name, text=f"{TITLES[one.name]}: {one.said}")
            for one in (await standing(self.parts)).refusing
        ]

    async def _quotas(self) -> list[Notice]:
        google_books = self.parts.google_books
        if google_books is None or await google_books.budget.left():
            return []
        text = f"the day's {google_books.budget.limit} requests to Google Books; lookups resume tomorrow"
        return [Notice(kind=NoticeKind.QUOTA_GONE, subject="google_books", text=text)]
