"""The queue's events: what waits, what came of the others, and a person's word on those that stopped."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.operations import Number
from daemon.http.problems import ConflictError, existing
from daemon.http.wording import named
from domain.facts import EventVerdict
from domain.retry import Wait
from store.decisions import Decisions

Limit = Annotated[int, Field(ge=1, le=1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the inbox; `about` is what stands after the kind in its key, `wait` what it waits for.

    `due_at` is None once it is settled.
    """

    id: int
    kind: str
    about: str
    event: dict[str, Any]
    created_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    verdict: EventVerdict | None
    attempts: int
    looks: int
    wait: Wait | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an event."""

    event: int
    verdict: EventVerdict


async def newest(api: Api, *, limit: Limit = 50) -> list[Event]:
    """The newest events, those that wait first."""
    return [event_of(row) for row in await api.parts.store.inbox.recent(limit=limit)]


async def one(api: Api, number: Number) -> Event:
    """An event."""
    return event_of(existing(await api.parts.store.inbox.by_id(number), f"event {number}"))


async def retry(api: Api, number: Number) -> Reply[Answered]:
    """Look again now at an event that waits or was given up."""
    done = await _decisions(api).retry_event(number, now=api.parts.clock.now())
    return await _answered(api, number, EventVerdict.RETRIED, done=done)


async def dismiss(api: Api, number: Number) -> Reply[Answered]:
    """Leave an event that waits or was given up."""
    done = await _decisions(api).dismiss_event(number, now=api.parts.clock.now())
    return await _answered(api, number, EventVerdict.DISMISSED, done=done)


def _decisions(api: Api) -> Decisions:
    return api.parts.store.decisions


async def _answered(api: Api, number: int, verdict: EventVerdict, *, done: bool) -> Reply[Answered]:
    if not done:
        row = existing(await api.parts.store.inbox.by_id(number), f"event {number}")
        raise ConflictError(f"event {number} is {named(row['verdict'])} already")
    return Reply(says=f"event {number} is {named(verdict)}", body=Answered(number, verdict))


def event_of(row: Mapping[str, Any]) -> Event:
    """The event in a row of the inbox."""
    names = ("id", "kind", "created_at", "settled_at", "attempts", "looks", "reason")
    return Event(
        **{name: row[name] for name in names},
        verdict=EventVerdict(row["verdict"]) if row["verdict"] else None,
        wait=Wait(row["wait"]) if row["wait"] else None,
        due_at=row["due_at"] if row["settled_at"] is None else None,
        # What stands after the kind in the key: the info hash, the folder, the run.
        about=row["key"].partition(":")[2],
        event=json.loads(row["payload"]),
    )
