"""Several daemons share the events of one PostgreSQL, and lose none."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.errors import NeedsPersonError
from domain.events import ReconcileDue, TorrentFinished
from sandbox.catalogue import CATALOGUE
from sandbox.clock import FakeClock
from sandbox.visits import smallest_spacing
from store.database import Database
from store.work import rows
from tests.daemon.dispatch.fleet.conftest import Fleet, add, finished, row, take_over

pytestmark = [
    pytest.mark.databases("postgres"),
    pytest.mark.timeout(120),
]


@asynccontextmanager
async def running(daemons: Sequence[Daemon]) -> AsyncIterator[None]:
    """Their loops that handle events, and hear of each other."""
    async with asyncio.TaskGroup() as tasks:
        loops = [tasks.create_task(daemon.dispatcher.run()) for daemon in daemons]
        loops += [tasks.create_task(daemon.listener.run()) for daemon in daemons]
        yield
        for loop in loops:
            loop.cancel()


async def drained(daemon: Daemon) -> None:
    """Let time pass until nothing is left in the inbox."""
    while (await daemon.parts.store.inbox.depth()).waiting:
        daemon.parts.clock.advance(timedelta(milliseconds=100))
        daemon.parts.store.inbox.arrived.set()


# Of its own accord the time would pass once for each that waits for its turn at MAM: leases would end meanwhile.
@pytest.mark.parametrize("clock", [False], indirect=True, ids=["by hand"])
async def test_four_daemons_handle_each_event_once(fleet: Fleet):
    """Twelve completions, reported to all four at once, are each applied once, and MAM is asked at its pace."""
    daemons = [await fleet.start(f"state {n}") for n in range(4)]
    by_title = {one.title: one.torrent_id for one in CATALOGUE if one.narrators and one.main_cat == 13}
    numbers = list(by_title.values())[:12]
    books = [await finished(fleet, number) for number in numbers]
    assert len(books) == 12
    asked = len(fleet.stage.mam.visits)

    async with asyncio.TaskGroup() as hooks:
        for daemon, book in product(daemons, books):
            hooks.create_task(add(daemon, TorrentFinished(info_hash=book.info_hash)))
    async with running(daemons):
        await drained(daemons[0])

    settled = sum((daemon.parts.tally.settled for daemon in daemons), Counter())
    events = await daemons[0].parts.store.inbox.recent(limit=100)
    assert {event.verdict for event in events} == {"done"}
    assert settled["torrent.finished", "done"] == len(events)
    assert max(event.attempts for event in events) <= 1
    downloads = await daemons[3].parts.store.downloads.recent(limit=100)
    assert sorted(d.mam_id for d in downloads) == sorted(numbers)
    assert {d.status.value for d in downloads} == {"applied"}
    spacing = smallest_spacing(fleet.stage.mam.visits[asked:])
    assert spacing is not None
    assert spacing >= timedelta(seconds=2)
    changes = await daemons[0].parts.store.changes.recent(limit=1000)
    assert len({(change.item_id, change.field) for change in changes}) == len(changes)


async def test_a_daemon_stands_again_after_the_database_restarted(fleet: Fleet):
    """All connections ended: at the next looks the daemon has its locks again and leads in a new term."""
    daemon = await fleet.start("a")
    other = Database(fleet.url)
    all_others = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await other.read(rows(text(all_others)))
    await other.close()

    await take_over(daemon)
    await daemon.parts.leadership.step()

    assert daemon.parts.leadership.term() == 2
    with pytest.raises(NeedsPersonError, match="in use by process"):
        await fleet.start("alone", STATE_DIR=str(fleet.folder / "a"))
    assert (await daemon.parts.store.inbox.depth()).waiting == 0


async def test_a_dead_daemons_events_come_back(fleet: Fleet):
    """What it had claimed comes due when its lease ends; no one else takes it back before."""
    dead, other = await fleet.start("a"), await fleet.start("b")
    lost = await add(dead, ReconcileDue(run=7))
    lease = timedelta(minutes=2)
    assert await dead.claims.claim_next(now=fleet.clock.now(), lease=lease)
    await fleet.stop("a")

    await other.claims.take_back(now=fleet.clock.now())
    too_early = await other.dispatcher.step()
    fleet.clock.advance(lease)
    assert await other.dispatcher.step()

    assert not too_early
    assert (await row(other, lost)).verdict == "dropped"


async def test_a_restart_takes_back_its_own(fleet: Fleet):
    """What an earlier run of the same daemon had claimed is due at once, and handled again."""
    await fleet.start("other")
    daemon = await fleet.start("a")
    event = await add(daemon, ReconcileDue(run=8))
    assert await daemon.claims.claim_next(now=fleet.clock.now(), lease=timedelta(minutes=2))
    await fleet.stop("a")

    again = await fleet.start("a")
    assert await again.claims.take_back(now=fleet.clock.now()) == 1
    assert await again.dispatcher.step()

    assert (await row(again, event)).verdict == "dropped"


async def test_a_days_budget_is_shared(fleet: Fleet):
    """However many daemons take from it at once, no more than the day's is taken."""
    daemons = [await fleet.start(f"state {n}", DAILY_MAX="25") for n in range(4)]

    async with asyncio.TaskGroup() as tasks:
        taken = [tasks.create_task(daemon.parts.lookups.take()) for daemon in daemons for _ in range(20)]

    assert sum(one.result() for one in taken) == 25
    assert await daemons[0].parts.lookups.left() == 0


async def test_all_may_start_at_once_on_an_empty_database(fleet: Fleet):
    """The first one makes the tables, and the others find them; exactly one leads."""
    async with asyncio.TaskGroup() as tasks:
        starting = [tasks.create_task(fleet.start(f"state {n}")) for n in range(4)]

    daemons = [one.result() for one in starting]
    assert [(await one.parts.store.inbox.depth()).waiting for one in daemons] == [0] * 4
    assert sum(one.parts.leadership.leads() for one in daemons) == 1


async def test_a_state_directory_has_one_daemon(fleet: Fleet):
    """A second daemon with the same one would take the first one's events back: it is refused."""
    await fleet.start("a")

    with pytest.raises(NeedsPersonError, match=r"state directory's instance \w+ is in use by process \d+"):
        await fleet.start("again", STATE_DIR=str(fleet.folder / "a"))


async def test_a_command_that_must_be_alone_is_refused_beside_daemons(fleet: Fleet, clock: FakeClock):
    """What needs the store for itself names the process that has it, and keeps daemons out meanwhile."""
    await fleet.start("a")
    given = fleet.stage.environment(fleet.folder / "b") | {"DATABASE_URL": fleet.url}
    settings = Settings(**{key.lower(): value for key, value in given.items()})

    with pytest.raises(NeedsPersonError, match="daemon is in use by process"):
        async with build(settings, clock, alone=True):
            pass
    await fleet.stop("a")
    async with build(settings, clock, alone=True) as alone:
        assert alone.parts.leadership.leads()
        with pytest.raises(NeedsPersonError, match="daemon is in use by process"):
            await fleet.start("c")
