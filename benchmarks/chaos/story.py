"""The whole story: very many completions, and everything that can go wrong meanwhile."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import text

from benchmarks._children import daemon_environment
from benchmarks._rows import at_least, at_most
from benchmarks._world import NARRATORS, contents_of, fill_store, settings_of, world
from benchmarks.chaos.faults import RandomFaults
from benchmarks.chaos.fleet import CLOCK, Begin, Member, begin
from benchmarks.chaos.trouble import (
    PERSONS,
    Edit,
    Story,
    edit_often,
    end_all,
    kill_often,
    lock_often,
)
from daemon.hook.files import SPOOL
from domain.retry import POLICIES, Wait
from sandbox.audiobookshelf import SandboxAudiobookshelf
from store.addresses import sqlite_url
from store.database import Database
from store.queue.claims import Claims
from store.work import mappings, scalar

SPEED: Final = 20.0
SECONDS_PER_KILL: Final = 1.6
_BY_A_PERSON_BEFORE: Final = 0.05
_PATIENCE: Final = 600.0
_IDLE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is to happen.

    Args:
        completions: How many torrents finish.
        kills: How often a daemon is killed.
        daemons: How many there are; several only on PostgreSQL.
        gone: How many of them stay dead.
        url: The store; None is a SQLite file.
        seed: What decides every chance but the machine's own.
    """

    completions: int
    kills: int
    daemons: int = 1
    gone: int = 0
    url: str | None = None
    seed: int = 0

    @property
    def name(self) -> str:
        """For the table."""
        return "SQLite" if self.url is None else f"PostgreSQL, {self.daemons} daemons"


async def play(plan: Plan, folder: Path, *, begins: Begin = begin) -> list[dict[str, Any]]:
    """Let it happen, with daemons that begin so, and judge what came of it."""
    started = time.monotonic()
    (folder / "library").mkdir()
    async with world(plan.completions, folder / "library") as (shelf, client):
        url = plan.url or sqlite_url(folder / "daemon0" / "shelfhook.db")
        members = _members(plan, folder, url, settings_of(shelf, client), begins)
        members[0].state.mkdir(parents=True)
        await fill_store(url, contents_of(shelf))
        story = Story(members, shelf.items(), Database(url), Random(plan.seed))
        _edit_before(story, shelf)
        faults = RandomFaults(dice=Random(plan.seed + 1))
        shelf.state.orders = faults
        try:
            await _live_through(story, plan, shelf)
            await _until_settled(story)
            rows = await _judged(story, shelf, plan)
        finally:
            await _end(story)
    seconds = time.monotonic() - started
    print(f"{plan.name}, seed {plan.seed}, {seconds:.0f} s: {story.summary}; calls: {faults.counts}")
    return rows


async def _end(story: Story) -> None:
    story.over = True
    for member in story.alive:
        await member.stop()
    await story.db.close()


def _members(plan: Plan, folder: Path, url: str, services: dict[str, str], begins: Begin) -> list[Member]:
    epoch = time.time()  # noqa: TID251 - where the hurried clocks begin
    return [
        Member(
            folder / f"daemon{number}",
            daemon_environment(folder / f"daemon{number}", **services, DATABASE_URL=url),
            SPEED,
            epoch,
            begins,
        )
        for number in range(plan.daemons)
    ]


def _edit_before(story: Story, shelf: SandboxAudiobookshelf) -> None:
    edit = Edit(shelf)
    for book in story.books:
        if story.dice.random() < _BY_A_PERSON_BEFORE:
            edit(book)
            story.edited.add(book.id)


async def _live_through(story: Story, plan: Plan, shelf: SandboxAudiobookshelf) -> None:
    for member in story.members:
        await member.start()
    async with asyncio.TaskGroup() as happenings:
        locking = happenings.create_task(lock_often(story))
        editing = happenings.create_task(edit_often(story, Edit(shelf)))
        killing = happenings.create_task(kill_often(story, times=plan.kills, gone=plan.gone))
        await end_all(story, seconds=plan.kills * SECONDS_PER_KILL)
        await asyncio.wait([killing])
        story.over = True
        await asyncio.wait([locking, editing])


async def _until_settled(story: Story) -> None:
    """Return once nothing waits any more, in the inbox or in a spool; hours in which nothing is due are skipped.

    Raises:
        TimeoutError: Something still waits.
    """
    query = text(
        "SELECT count(*) AS waiting FROM events WHERE kind = 'torrent.finished' AND settled_at IS NULL"
    )
    claims = Claims(story.db, "onlooker", asyncio.Event())
    async with asyncio.timeout(_PATIENCE):
        while True:
            for member in story.alive:
                await member.ready()
            spooled = [note for one in story.members for note in (one.state / SPOOL).glob("*.json")]
            [row] = await story.db.read(mappings(query))
            due = await claims.next_due()
            if not spooled and not row["waiting"]:
                return
            if not spooled and due is not None and (idle := due - story.alive[0].clock.now()) > _IDLE:
                async with asyncio.TaskGroup() as skipping:
                    for member in story.alive:
                        skipping.create_task(member.skip(idle))
            await CLOCK.sleep(timedelta(seconds=0.2))


async def _judged(story: Story, shelf: SandboxAudiobookshelf, plan: Plan) -> list[dict[str, Any]]:
    by_verdict = "SELECT verdict, count(DISTINCT key) AS number FROM events WHERE kind = 'torrent.finished' GROUP BY verdict"
    verdicts = await story.db.read(mappings(text(by_verdict)))
    ended = Counter({row["verdict"]: row["number"] for row in verdicts})
    applied = await story.db.read(scalar(text("SELECT count(*) FROM downloads WHERE status = 'applied'")))
    books = [shelf.item(book.id) for book in story.books]
    kept = [book for book in books if book.id in story.edited]
    limit = POLICIES[Wait.FAILURE].limit
    assert limit is not None
    return [
        at_least(f"{plan.name}: completions applied", applied, plan.completions, "books"),
        at_most(f"{plan.name}: completions that ended otherwise", ended.total() - ended["done"], 0, "events"),
        at_most(f"{plan.name}: most attempts at one event", _attempts(story.members), limit, "attempts"),
        at_most(f"{plan.name}: books with a wrong field", len(_wrong(books, story.edited)), 0, "books"),
        at_most(
            f"{plan.name}: of {len(kept)} values of a person, overwritten",
            sum(list(book.narrators) != PERSONS for book in kept),
            0,
            "values",
        ),
        at_most(f"{plan.name}: requests that end Audiobookshelf", shelf.crashes, 0, "requests"),
        at_least(f"{plan.name}: kills", story.kills, plan.kills, "kills"),
    ]


def _wrong(books: Sequence[Any], edited: set[str]) -> list[str]:
    wrong = []
    for book in books:
        hours, minutes = divmod(round(round(book.duration) / 60), 60)
        expected = (
            PERSONS if book.id in edited else NARRATORS,
            True,
            [f"Listed duration {hours}h {minutes:02}m"],
        )
        if (list(book.narrators), book.abridged, list(book.tags)) != expected:
            wrong.append(f"{book.title}: {book.narrators} {book.abridged} {book.tags}, expected {expected}")
    for line in wrong[:10]:
        print("  wrong:", line)
    return wrong


def _attempts(members: Sequence[Member]) -> int:
    return max((int(line.get("attempt", 0)) for member in members for line in member.said()), default=0)
