"""What goes on around the daemons while they work."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from random import Random
from typing import Final

from sqlalchemy import Connection, text

from benchmarks._world import info_hash
from benchmarks.chaos.fleet import CLOCK, Member
from daemon.hook import notify
from domain.errors import UnavailableError
from sandbox.audiobookshelf import Book
from store.database import Database
from store.work import mappings

PERSONS: Final = ["Priya Person"]

_WHEN_UP: Final = 0.6
"""The share of the hooks that wait for a daemon: without it nearly all would meet one that is just starting."""

_LOOKS: Final = 100


@dataclass(slots=True)
class Story:
    """What is happening: who is alive, what was reported, and whether it is over."""

    members: Sequence[Member]
    books: Sequence[Book]
    db: Database
    dice: Random
    over: bool = False
    told: list[int] = field(default_factory=list)
    spooled: int = 0
    kills: int = 0
    locks: int = 0
    edited: set[str] = field(default_factory=set)
    voice: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def alive(self) -> list[Member]:
        """Those that are not gone for good."""
        return [member for member in self.members if not member.gone]

    @property
    def summary(self) -> str:
        """What happened, in numbers."""
        restarts = sum(member.restarts for member in self.members)
        return (
            f"{self.kills} kills, {restarts} starts anew by a service manager, {self.spooled} hooks spooled, "
            f"{self.locks} locks, {len(self.edited)} edits by a person"
        )

    async def pause(self, least: float, most: float) -> None:
        """Let some of the machine's time pass, in seconds."""
        await CLOCK.sleep(timedelta(seconds=self.dice.uniform(least, most)))


async def end_all(story: Story, *, seconds: float) -> None:
    """Report each completion over so many seconds, some of them twice."""
    order = list(range(len(story.books)))
    story.dice.shuffle(order)
    for number in order:
        await report(story, number)
        if story.dice.random() < 0.1:
            await report(story, number)
        story.told.append(number)
        await story.pause(0, 2 * seconds / len(order))


async def report(story: Story, number: int) -> None:
    """Call the hook's client as qBittorrent does; what no daemon takes goes into the spool."""
    member = story.dice.choice(story.alive)
    if story.dice.random() < _WHEN_UP:
        await _up(member)
    said = StringIO()
    async with story.voice:
        if member.gone:
            member = story.alive[0]  # a qBittorrent on a machine that is gone reports nothing any more
        with redirect_stdout(said):
            status = await asyncio.to_thread(
                notify.main, ["--state-dir", str(member.state), info_hash(number)]
            )
    assert status == 0, "a completion was neither taken nor kept"
    story.spooled += "kept in" in said.getvalue()


async def _up(member: Member) -> None:
    for _ in range(_LOOKS):
        if member.process is not None and member.process.returncode is None and member.takes_hooks:
            return
        await CLOCK.sleep(timedelta(milliseconds=50))


async def kill_often(story: Story, *, times: int, gone: int) -> None:
    """Kill a daemon again and again, also while it starts; in the end *gone* of them stay dead."""
    for number in range(times):
        member = story.dice.choice(story.alive)
        if story.dice.random() < 0.8:
            await member.ready()
        await story.pause(0.02, 1.2)
        await member.kill()
        story.kills += 1
        if len(story.members) - len(story.alive) < gone * (number + 1) // times:
            await _leave_dead(story, member)
        else:
            await member.start()


async def _leave_dead(story: Story, member: Member) -> None:
    """Do what a person does about a machine that will not come back: hand over its spool, once no one writes there."""
    async with story.voice:
        member.gone = True
        heir = story.alive[0]
        (heir.state / notify.SPOOL).mkdir(parents=True, exist_ok=True)
        for note in sorted((member.state / notify.SPOOL).glob("*.json")):
            shutil.move(note, heir.state / notify.SPOOL / f"{note.stem}-{member.state.name}.json")


async def lock_often(story: Story) -> None:
    """Let somebody else hold the database now and then."""
    while not story.over:
        await story.pause(0.2, 2)
        seconds = story.dice.uniform(0.05, 0.4)
        with suppress(UnavailableError, sqlite3.OperationalError):
            if story.db.file is not None:
                await asyncio.to_thread(_lock_file, str(story.db.file), seconds)
            else:
                await _lock_table(story.db, seconds)
            story.locks += 1


def _lock_file(file: str, seconds: float) -> None:
    connection = sqlite3.connect(file, isolation_level=None, timeout=2)
    try:
        connection.execute("BEGIN IMMEDIATE")
        asyncio.run(CLOCK.sleep(timedelta(seconds=seconds)))
        connection.execute("ROLLBACK")
    finally:
        connection.close()


async def _lock_table(db: Database, seconds: float) -> None:
    def lock(connection: Connection) -> None:
        connection.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})

    await db.write(lock)


async def edit_often(story: Story, edit: "Edit") -> None:
    """Let a person set narrators, of books that come or that are done, and report the done ones once more.

    Never of one that is being written at the moment: Audiobookshelf has no way to know which was first.
    """
    while not story.over:
        await story.pause(0.2, 1)
        number = story.dice.randrange(len(story.books))
        if story.books[number].id in story.edited or len(story.edited) >= len(story.books) // 3:
            continue
        done = await _is_applied(story, number)
        if done or number not in story.told:
            edit(story.books[number])
            story.edited.add(story.books[number].id)
        if done:
            await report(story, number)


class Edit:
    """A person's hand."""

    def __init__(self, shelf: "object") -> None:
        self._shelf = shelf

    def __call__(self, book: Book) -> None:
        """Set the narrators of a book."""
        self._shelf.edit(book.id, narrators=PERSONS)  # type: ignore[attr-defined]


async def _is_applied(story: Story, number: int) -> bool:
    """Whether nothing is left to do for it."""
    query = text("SELECT count(*) AS open FROM events WHERE key = :key AND settled_at IS NULL")
    done = text("SELECT count(*) AS done FROM events WHERE key = :key AND verdict = 'done'")
    values = {"key": f"torrent.finished:{info_hash(number)}"}
    try:
        [waiting] = await story.db.read(mappings(query, values))
        [settled] = await story.db.read(mappings(done, values))
    except UnavailableError:
        return False
    return not waiting["open"] and bool(settled["done"])
