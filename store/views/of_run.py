"""The books that a run asked about, and what it learned of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from domain.events import Report, TorrentFinished
from domain.facts import ChangeSource
from domain.mentions import Means, Mention, in_key
from store.database import Database
from store.runs import Run
from store.tables import BOOKS, DOWNLOADS, EVENTS, SOURCE_ANSWERS
from store.views.subjects import meant

_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBook:
    """A book of a run: its title, and its download or library item.

    `source` was asked about it, `found` whether that knew it, `why` how that was decided; None where no source was asked.
    """

    title: str | None
    download: int | None = None
    item: str | None = None
    source: ChangeSource | None = None
    found: bool | None = None
    why: str | None = None

    @property
    def mention(self) -> Mention | None:
        """Its name; None for a torrent without a record."""
        if self.item is not None:
            return Mention(Means.ITEM, self.item)
        return None if self.download is None else Mention(Means.DOWNLOAD, str(self.download))


@dataclass(frozen=True, slots=True)
class OfRun:
    """The runs of one store."""

    db: Database

    async def books(self, run: Run) -> Sequence[RunBook]:
        """The first 500 books that a run asked about; those of a search are stored with it.

        A book that a later run asked about again is no longer among those of the former.
        """
        read = _BY_KIND.get(run.kind)
        if read is None:
            return ()
        return await self.db.read(lambda connection: read(connection, run))


def _looked_up(connection: Connection, run: Run) -> Sequence[RunBook]:
    answers = SOURCE_ANSWERS.c
    query = (
        select(answers.item_id, BOOKS.c.title, answers.source, answers.found, answers.why)
        .join(BOOKS, BOOKS.c.item_id == answers.item_id)
        .where(*_during(answers.asked_at, run), answers.why.is_not(None))
        .order_by(answers.asked_at, answers.item_id)
        .limit(_MOST)
    )
    return [
        RunBook(
            title=row.title, item=row.item_id, source=ChangeSource(row.source), found=row.found, why=row.why
        )
        for row in connection.execute(query)
    ]


def _read_again(connection: Connection, run: Run) -> Sequence[RunBook]:
    columns = DOWNLOADS.c
    query = (
        select(columns.id, columns.title)
        .where(*_during(columns.refreshed_at, run))
        .order_by(columns.refreshed_at, columns.id)
        .limit(_MOST)
    )
    return [RunBook(title=row.title, download=row.id) for row in connection.execute(query)]


def _reported(report: Report) -> Callable[[Connection, Run], Sequence[RunBook]]:
    """The torrents whose completions were reported for this reason."""

    def read(connection: Connection, run: Run) -> Sequence[RunBook]:
        kind = TorrentFinished.model_fields["kind"].default
        query = (
            select(EVENTS.c.key, EVENTS.c.payload)
            .where(EVENTS.c.kind == kind, *_during(EVENTS.c.created_at, run))
            .order_by(EVENTS.c.id)
            .limit(_MOST)
        )
        keys = [
            row.key for row in connection.execute(query) if json.loads(row.payload).get("report") == report
        ]
        mentions = [mention for key in keys if (mention := in_key(key)) is not None]
        subjects = meant(connection, mentions)
        return [_torrent(one, subjects) for one in mentions]

    return read


def _torrent(mention: Mention, subjects: Mapping[Mention, Any]) -> RunBook:
    subject = subjects.get(mention)
    if subject is None:
        return RunBook(title=mention.name)
    return RunBook(title=subject.title, download=subject.download)


def _during(moment: Any, run: Run) -> list[Any]:
    return [moment >= run.started_at, *([] if run.ended_at is None else [moment <= run.ended_at])]


_BY_KIND: Final[Mapping[str, Callable[[Connection, Run], Sequence[RunBook]]]] = {
    "enrichment": _looked_up,
    "refresh": _read_again,
    "reconcile": _reported(Report.RECONCILE),
    "library-sync": _reported(Report.LIBRARY),
}
