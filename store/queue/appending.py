"""Appending events: many in one statement, which is compiled once."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, literal_column, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from domain.events import Event
from store.columns import insert_into
from store.tables import EVENTS

_GIVEN: Final = ("kind", "key", "payload", "created_at", "due_at")
_BEGINNING: Final[dict[str, int]] = {
    column.name: column.default.arg
    for column in EVENTS.columns
    if isinstance(column.default, ScalarElementColumnDefault)
}
"""The other columns of a new event."""

KEPT_IN_SQLITE: Final = (
    "SELECT json_group_array(json_array(events.key, events.id, events.signals))"
    " FROM json_each(?) AS news CROSS JOIN events"
    " WHERE events.key = json_extract(news.value, '$[1]') AND events.settled_at IS NULL"
)
"""The outcome for all events in one row: the driver lets other threads run before each row of an answer,
and with RETURNING that would be before each event."""


def insert_or_report(
    connection: Connection, news: Collection[tuple[Event, datetime]]
) -> dict[str, tuple[int, int]]:
    """Append events with different keys; an event whose key is open already is only reported again.

    Returns:
        The row number by key, and how often the event was reported.
    """
    if connection.dialect.name == "sqlite":
        document = json.dumps([_values(*one, as_text=True) for one in news])
        connection.exec_driver_sql(_for_sqlite(), (document,))
        kept = connection.exec_driver_sql(KEPT_IN_SQLITE, (document,))
        [(answer,)] = kept.fetchall()
        return {key: (number, signals) for key, number, signals in json.loads(answer)}
    given = [{**dict(zip(_GIVEN, _values(*one), strict=True)), **_BEGINNING} for one in news]
    # One order for all: two daemons that append the same events never deadlock.
    rows = connection.execute(_for_postgresql(), sorted(given, key=lambda row: str(row["key"])))
    return {row.key: (row.id, row.signals) for row in rows}


def _values(event: Event, due_at: datetime, *, as_text: bool = False) -> tuple[Any, ...]:
    moment = _as_sqlite_keeps_it(due_at) if as_text else due_at
    return (event.kind, event.key, event.model_dump_json(exclude_none=True), moment, moment)


def _as_sqlite_keeps_it(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@cache
def _for_sqlite() -> str:
    """The events as one JSON list: SQLAlchemy takes longer over a list of rows than SQLite.

    It also takes long to look up a statement each time; this one is compiled here. Its one value is the
    list.
    """
    each = func.json_each(bindparam("news")).table_valued("value")
    given = [func.json_extract(each.c.value, literal_column(f"'$[{n}]'")) for n in range(len(_GIVEN))]
    beginning: list[ColumnElement[int]] = [literal_column(str(value)) for value in _BEGINNING.values()]
    # Without the condition SQLite would parse the conflict's ON as that of a join.
    rows = select(*given, *beginning).select_from(each).where(text("true"))
    statement = _reporting(
        insert_into(EVENTS, "sqlite").from_select([*_GIVEN, *_BEGINNING], rows, include_defaults=False)
    )
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    return str(compiled)


@cache
def _for_postgresql() -> Any:
    return _reporting(insert_into(EVENTS, "postgresql")).returning(
        EVENTS.c.id, EVENTS.c.key, EVENTS.c.signals
    )


def _reporting(statement: Any) -> Any:
    claimed = EVENTS.c.lease_token.is_not(None)
    return statement.on_conflict_do_update(
        index_elements=["key"],
        index_where=text("settled_at IS NULL"),
        set_={
            "signals": EVENTS.c.signals + literal_column("1"),
            "due_at": case((claimed, EVENTS.c.due_at), else_=statement.excluded.due_at),
        },
    )
