"""Events as stored."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Select

from domain.facts import EventVerdict
from domain.retry import Wait
from store.work import Work

_Inner = Field(exclude=True)
"""The columns that readers do not need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """An event of the queue, open until `settled_at`.

    `about` is the part of its key after the kind: the info hash, the folder, the run. `due_at` is None once it
    is settled. `signals` counts how often the same fact was reported while it was open, `wait` is the key that wakes
    it, `waits_for` the service whose return it waits for. `deaths` counts the claims in a row that were not settled.
    """

    id: int
    kind: str
    about: str
    event: dict[str, Any]
    created_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    verdict: EventVerdict | None
    signals: int
    attempts: int
    looks: int
    wait: Wait | None
    reason: str | None
    key: Annotated[str, _Inner]
    waits_for: Annotated[str | None, _Inner]
    deaths: Annotated[int, _Inner]
    lease_owner: Annotated[str | None, _Inner]
    lease_token: Annotated[str | None, _Inner]
    files_written_at: Annotated[datetime | None, _Inner]
    library_id: Annotated[str | None, _Inner]


def events_of(query: Select[Any]) -> Work[list[EventRecord]]:
    """Work that returns the events in a query's rows."""
    return lambda connection: [event_from(row) for row in connection.execute(query).mappings()]


def event_from(row: Any) -> EventRecord:
    """The event in a row."""
    values = dict(row)
    values |= {
        "about": values["key"].partition(":")[2],
        "event": json.loads(values.pop("payload")),
        "due_at": values["due_at"] if values["settled_at"] is None else None,
        "verdict": EventVerdict(values["verdict"]) if values["verdict"] else None,
        "wait": Wait(values["wait"]) if values["wait"] else None,
    }
    return EventRecord(**values)
