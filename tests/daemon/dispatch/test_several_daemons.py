"""Several daemons on one PostgreSQL.

To start one more, give it the same DATABASE_URL, a STATE_DIR of its own and LISTEN on a free port (0 takes one);
`Fleet.start` does so for whole daemons in this process. As processes: `shelfhook serve` with these three settings,
each with `hook.url` and `hook.hdr` in its own state directory. The health of exactly one says ``"leads": true``.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from daemon.config.settings import Settings
from daemon.dispatch.leadership import EVERY
from daemon.doctor.services import Checks
from daemon.http.api.health import report
from daemon.wiring.daemon import Daemon, build
from domain.errors import ElsewhereError, NeedsPersonError
from domain.events import EnrichmentDue, Event, ReconcileDue, TorrentFinished
from domain.facts import RunStatus
from sandbox.catalogue import CATALOGUE, listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from sandbox.visits import smallest_spacing
from store.database import Database
from store.queue.records import EventRecord
from store.work import rows, scalar

pytestmark = [
    pytest.mark.databases("postgres"),
    pytest.mark.timeout(120),
]
BOOK = 9000401


@dataclass
class Fleet:
    """Whole daemons with state directories of their own, on one database."""

    stage: Stage
    clock: FakeClock
    url: str
    folder: Path
    _stacks: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def start(self, name: str, **settings: str) -> Daemon:
        """One more, or one that was stopped."""
        given = self.stage.environment(self.folder / name) | {"DATABASE_URL": self.url} | settings
        made = Settings(**{key.lower(): value for key, value in given.items()})
        stack = self._stacks[name] = AsyncExitStack()
        return await stack.enter_async_context(build(made, self.clock))

    async def stop(self, name: str) -> None:
        await self._stacks.pop(name).aclose()

    async def crash(self, daemon: Daemon) -> None:
        """End the connection of its lead, as its death would; it does nothing more unless the test lets it."""
        other = Database(self.url)
        held = daemon.parts.leadership.seat._connection
        pid = held.driver.get_server_pid()
        await other.read(scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}))
        await other.close()

    async def close(self) -> None:
        for stack in self._stacks.values():
            await stack.aclose()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FakeClock:
    return FakeClock(auto=getattr(request, "param", True))


@pytest.fixture
async def fleet(database_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Fleet]:
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        fleet = Fleet(stage, clock, database_url, tmp_path)
        yield fleet
        await fleet.close()
        assert stage.mam.violations == []


async def finished(fleet: Fleet, number: int = BOOK) -> Staged:
    """A book that was downloaded into the library and scanned there."""
    staged = fleet.stage.prepare(listing(number))
    await fleet.stage.finish(staged)
    fleet.stage.shelf.scan_library()
    return staged


async def add(daemon: Daemon, event: Event) -> int:
    return (await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())).id


async def row(daemon: Daemon, event_id: int) -> EventRecord:
    found = await daemon.parts.store.inbox.by_id(event_id)
    assert found is not None
    return found


async def take_over(daemon: Daemon) -> None:
    """Two looks: the first takes the lock, the next one begins to lead."""
    for _ in range(2):
        daemon.parts.clock.advance(EVERY)
        await daemon.parts.leadership.step()


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
    """Twelve completions, told to all four at once, are each applied once, and MAM is asked at its pace."""
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


async def test_a_completion_that_needs_the_session_goes_to_the_leader(fleet: Fleet):
    """Whoever does not lead leaves it due at once, at no attempt, and does not take it again."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    staged = await finished(fleet)
    event = await add(other, TorrentFinished(info_hash=staged.info_hash))

    assert await other.dispatcher.step()
    left = await row(other, event)
    assert not await other.dispatcher.step()
    assert await leader.dispatcher.step()

    assert (left.wait, left.attempts, left.lease_owner) == ("leader", 0, None)
    assert "another daemon leads" in str(left.reason)
    assert (await row(other, event)).verdict == "done"


async def test_a_completion_whose_record_is_stored_is_anybodys(fleet: Fleet):
    """What needs no session is handled by whoever is free."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    staged = await finished(fleet)
    await add(leader, TorrentFinished(info_hash=staged.info_hash))
    assert await leader.dispatcher.step()

    event = await add(other, TorrentFinished(info_hash=staged.info_hash))
    assert await other.dispatcher.step()

    assert (await row(leader, event)).verdict == "done"


async def test_what_is_the_leaders_is_left_to_it(fleet: Fleet):
    """A step that keeps a pace is not taken by a daemon that does not lead; another one is."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    enrichment = await add(other, EnrichmentDue(run=1))
    reconcile = await add(other, ReconcileDue(run=2))

    assert await other.dispatcher.step()
    assert not await other.dispatcher.step()
    assert await other.claims.next_due() is None

    assert (await row(other, reconcile)).verdict == "dropped"
    assert (await row(other, enrichment)).verdict is None
    assert await leader.dispatcher.step()
    assert (await row(other, enrichment)).verdict == "dropped"


async def test_one_daemons_timer_starts_the_cycles(fleet: Fleet):
    """The others' timers rest; when the leader stops, one of them goes on with the next due time."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    await leader.timer.step()
    await other.timer.step()
    fleet.clock.advance(timedelta(minutes=5))

    await other.timer.step()
    before = await other.parts.store.runs.recent()
    await leader.timer.step()
    started = {run.kind for run in await other.parts.store.runs.recent()}
    await fleet.stop("a")
    await take_over(other)
    for run in await other.parts.store.runs.recent():
        await other.parts.store.runs.end(run.id, status=RunStatus.DONE, reason=None, now=fleet.clock.now())
    fleet.clock.advance(timedelta(minutes=5))
    await other.timer.step()

    assert before == []
    assert started == {"reconcile"}
    assert [run.kind for run in await other.parts.store.runs.recent()] == ["reconcile", "reconcile"]


async def test_the_lead_passes_on_when_its_daemon_dies(fleet: Fleet):
    """Whose connection ended leads no more, at once; the next one leads after its second look."""
    leader, other = await fleet.start("a"), await fleet.start("b")
    assert (leader.parts.leadership.leads(), other.parts.leadership.leads()) == (True, False)

    await fleet.crash(leader)
    await other.parts.leadership.step()
    between = other.parts.leadership.leads()
    await other.parts.leadership.step()
    await leader.parts.leadership.step()

    assert not between
    assert other.parts.leadership.leads()
    assert not leader.parts.leadership.leads()
    with pytest.raises(ElsewhereError, match="another daemon leads"):
        leader.parts.leadership.term()


async def test_the_session_goes_on_with_its_newest_cookie(fleet: Fleet):
    """Passed to and fro between daemons, the session is never used with a cookie that was rotated since."""
    first, second = await fleet.start("a"), await fleet.start("b")

    for one, other in ((first, second), (second, first), (first, second)):
        for _ in range(3):
            await one.patient.connections.mam.account()
        await fleet.crash(one)
        await take_over(other)
        with pytest.raises(ElsewhereError):
            await one.patient.connections.mam.account()
        await other.patient.connections.mam.account()

    assert len(fleet.stage.mam.visits) == 12
    assert smallest_spacing(fleet.stage.mam.visits) >= timedelta(seconds=2)


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


async def test_the_leader_ends_the_leases_of_the_dead(fleet: Fleet):
    """A daemon whose lock is free for four looks is gone; one that lives keeps what it has in hand."""
    leader, living, dead = [await fleet.start(name) for name in ("a", "b", "c")]
    lease = timedelta(minutes=2)
    kept = await add(leader, ReconcileDue(run=1))
    assert await living.claims.claim_next(now=fleet.clock.now(), lease=lease)
    lost = await add(leader, ReconcileDue(run=2))
    assert await dead.claims.claim_next(now=fleet.clock.now(), lease=lease)
    await fleet.stop("c")

    for _ in range(3):
        await leader.parts.leadership.step()
    early = await leader.dispatcher.step()
    await leader.parts.leadership.step()
    assert await leader.dispatcher.step()
    late = await leader.dispatcher.step()

    assert (early, late) == (False, False)
    assert (await row(leader, lost)).verdict == "dropped"
    assert (await row(leader, kept)).lease_owner == living.claims.owner


async def test_a_days_budget_is_shared(fleet: Fleet):
    """However many daemons take from it at once, no more than the day's is taken."""
    daemons = [await fleet.start(f"state {n}", DAILY_MAX="25") for n in range(4)]

    async with asyncio.TaskGroup() as tasks:
        taken = [tasks.create_task(daemon.parts.lookups.take()) for daemon in daemons for _ in range(20)]

    assert sum(one.result() for one in taken) == 25
    assert await daemons[0].parts.lookups.left() == 0


async def test_a_cycle_runs_once_whoever_starts_it(fleet: Fleet):
    """Of four daemons that start one at the same moment, one does."""
    daemons = [await fleet.start(f"state {n}") for n in range(4)]

    async with asyncio.TaskGroup() as tasks:
        begun = [tasks.create_task(one.timer.cycles.start("reconcile", trigger="person")) for one in daemons]

    assert sum(one.result() is not None for one in begun) == 1


async def test_all_may_start_at_once_on_an_empty_database(fleet: Fleet):
    """The first one makes the tables, and the others find them; exactly one leads."""
    async with asyncio.TaskGroup() as tasks:
        starting = [tasks.create_task(fleet.start(f"state {n}")) for n in range(4)]

    daemons = [one.result() for one in starting]
    assert [(await one.parts.store.inbox.depth()).waiting for one in daemons] == [0] * 4
    assert sum(one.parts.leadership.leads() for one in daemons) == 1


async def test_who_asks_mam_elsewhere_is_told_where(fleet: Fleet):
    """A check through a daemon that does not lead names the one that does, and asks no one."""
    await fleet.start("a")
    other = await fleet.start("b")

    found = await Checks(other.patient)("mam")

    assert not found["ok"]
    assert f"another daemon leads (process {os.getpid()} on " in found["said"]
    assert found["mend"] == "run this command on that daemon's machine"
    assert fleet.stage.mam.visits == []


async def test_a_daemon_that_cannot_work_leaves_the_lead(fleet: Fleet):
    """One that waits for its settings does not keep the others from leading."""
    idle, other = await fleet.start("a"), await fleet.start("b")

    await idle.parts.leadership.stand_aside()
    await take_over(other)

    assert not idle.parts.leadership.leads()
    assert other.parts.leadership.leads()


async def test_the_health_says_who_leads(fleet: Fleet):
    """Exactly one of them says that it leads."""
    daemons = [await fleet.start(name) for name in "abc"]

    assert [(await report(daemon.parts)).leads for daemon in daemons] == [True, False, False]


async def test_a_state_directory_has_one_daemon(fleet: Fleet):
    """A second daemon with the same one would take the first one's events back: it is refused."""
    await fleet.start("a")

    with pytest.raises(NeedsPersonError, match=r"state directory's instance \w+ is in use by process \d+"):
        await fleet.start("again", STATE_DIR=str(fleet.folder / "a"))


async def test_a_command_that_must_be_alone_is_refused_beside_daemons(fleet: Fleet, clock: FakeClock):
    """What needs the store for itself is told which process has it, and keeps daemons out meanwhile."""
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
