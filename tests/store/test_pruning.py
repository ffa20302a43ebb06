"""What is old is forgotten, a little at a time."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from daemon.edges.pruning import PruneHistory
from domain.events import DownloadApproved, ReconcileDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, RunStatus
from sandbox.clock import START
from store import work
from store.budgets import Budgets
from store.changes import Changes, NewChange
from store.completions import Completions
from store.database import Database
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from store.runs import Runs
from store.tables import CHANGES, EVENTS
from store.upkeep.pruning import BATCH, Pruning
from tests.fixtures.examples import THOROUGH

OLD, NEW = START - timedelta(days=400), START - timedelta(days=300)


@dataclass
class Onlooker:
    """A clock in whose pauses somebody else uses the store."""

    db: Database
    left: list[int] = field(default_factory=list)

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, _duration: timedelta) -> None:
        inbox = Inbox(self.db)
        stored = await inbox.add(DownloadApproved(download=len(self.left)), now=START)
        claim = await Claims(self.db, "onlooker", inbox.arrived).claim_next(
            now=START, lease=timedelta(minutes=2)
        )
        assert claim is not None
        assert claim.id == stored.id
        query = select(func.count()).select_from(EVENTS).where(EVENTS.c.settled_at.is_not(None))
        self.left.append(await self.db.read(work.scalar(query)))


def pruner(db: Database, *, clock: Onlooker | None = None, keep_days: int = 365, leads: bool = True):
    return PruneHistory(
        pruning=Pruning(db), keep_days=keep_days, clock=clock or Onlooker(db), leads=lambda: leads
    )


async def settled_events(db: Database, count: int, *, at: datetime = OLD, verdict: str = "done") -> None:
    row = {"kind": "torrent.finished", "payload": "{}", "created_at": at, "due_at": at, "settled_at": at}
    row |= {"signals": 1, "attempts": 0, "looks": 0, "deaths": 0, "verdict": verdict}
    rows = [row | {"key": f"{verdict} {at} {number}"} for number in range(count)]
    await db.write(work.change(insert(EVENTS), rows))


def change(field: str, when: datetime, **given: object) -> NewChange:
    values = {
        "before": None,
        "after": field,
        "status": ChangeStatus.WRITTEN,
        "source": ChangeSource.MAM,
        **given,
    }
    return NewChange(at=when, item_id="item", field=field, item_updated_at=None, **values)


async def plan(db: Database, *changes: NewChange) -> list[int]:
    """Their numbers."""
    return [planned.id for planned in await Changes(db).plan(changes)]


async def kept_changes(db: Database) -> list[int]:
    return list(await db.read(work.scalars(select(CHANGES.c.id).order_by(CHANGES.c.id))))


@pytest.mark.timeout(120)
async def test_no_one_waits_longer_than_for_one_batch(db: Database):
    """While all go, an event is stored and claimed between any two batches, with no transaction open."""
    count = 100_000 if THOROUGH and db.is_sqlite else 3_000
    await settled_events(db, count)
    onlooker = Onlooker(db)

    gone = await pruner(db, clock=onlooker).step()

    assert gone["events"] == count
    assert onlooker.left == list(range(count - BATCH, -1, -BATCH))


async def test_only_what_is_old_and_settled_goes(db: Database):
    """What is newer than KEEP_DAYS, what is not settled and what was given up stays."""
    await settled_events(db, 3)
    await settled_events(db, 2, at=NEW)
    await settled_events(db, 1, verdict="buried")
    await Inbox(db).add(TorrentFinished(info_hash="a" * 40), now=OLD)

    gone = await pruner(db).step()

    assert gone["events"] == 3
    depth = await Inbox(db).depth()
    assert (depth.waiting, depth.buried) == (1, 1)
    assert len(await Inbox(db).recent(limit=10)) == 4


@pytest.mark.parametrize(("keep_days", "leads"), [(0, True), (365, False)])
async def test_nothing_goes_where_nothing_should(db: Database, keep_days: int, leads: bool):
    """0 days keep everything for ever, and of several daemons one forgets."""
    await settled_events(db, 3)

    assert not (await pruner(db, keep_days=keep_days, leads=leads).step())["events"]

    assert len(await Inbox(db).recent(limit=10)) == 3


async def test_by_what_was_written_last_values_are_still_distinguished(db: Database):
    """The newest written change of each field stays, however old, and so does what came after it."""
    changes = Changes(db)
    narrators = await plan(db, *(change("narrators", OLD, after=[who]) for who in ("A", "B", "C")))
    [title] = await plan(db, change("title", OLD))
    [sent] = await plan(db, change("narrators", OLD, status=ChangeStatus.PLANNED))
    [overtaken] = await plan(db, change("isbn", OLD, status=ChangeStatus.OVERTAKEN))
    before = await changes.newest(["item"])
    written = await changes.newest(["item"], [ChangeStatus.WRITTEN])

    gone = await pruner(db).step()

    assert gone["changes"] == 2
    assert await kept_changes(db) == [narrators[2], title, sent, overtaken]
    assert await changes.newest(["item"]) == before
    assert await changes.newest(["item"], [ChangeStatus.WRITTEN]) == written


async def test_what_was_never_made_goes(db: Database):
    """A dry run's notes and writes that did not arrive decide nothing."""
    statuses = (ChangeStatus.DRY_RUN, ChangeStatus.NOT_TAKEN)
    await plan(db, *(change("title", OLD, status=status) for status in statuses))

    assert (await pruner(db).step())["changes"] == 2


async def test_what_an_undoing_took_back_stays_with_it(db: Database):
    """To undo the undoing, it must be known whose value it was."""
    [first] = await plan(db, change("title", OLD))
    [undoing] = await plan(db, change("title", OLD, source=ChangeSource.PERSON, undoes=first))

    assert not (await pruner(db).step())["changes"]

    assert await kept_changes(db) == [first, undoing]


async def test_a_change_goes_once_a_newer_one_was_written(db: Database):
    """Only its age counts then, whichever is the newest."""
    await plan(db, change("title", OLD))
    [newer] = await plan(db, change("title", START))

    assert (await pruner(db).step())["changes"] == 1

    assert await kept_changes(db) == [newer]


async def test_changes_go_batch_by_batch_past_those_that_stay(db: Database):
    """Rows that stay do not stop the rest from being looked at."""
    await plan(db, *(change(f"field {number}", OLD) for number in range(BATCH + 10)))
    await plan(db, *(change("title", OLD) for _ in range(BATCH + 10)))

    assert (await pruner(db).step())["changes"] == BATCH + 9

    assert len(await kept_changes(db)) == BATCH + 11


async def test_the_newest_runs_stay(db: Database):
    """Of each cycle the newest run stays, and its newest that went well: by that its health is known."""
    runs = Runs(db, asyncio.Event())
    for status in (RunStatus.DONE, RunStatus.DONE, RunStatus.FAILED, RunStatus.FAILED):
        run = await runs.start("reconcile", trigger="timer", first=lambda n: ReconcileDue(run=n), now=OLD)
        assert run is not None
        await runs.end(run.id, status=status, reason=None, now=OLD)
    open_run = await runs.start("search", trigger="timer", first=lambda n: ReconcileDue(run=n), now=OLD)
    assert open_run is not None

    gone = await pruner(db).step()

    assert gone["runs"] == 2
    assert [run.id for run in await runs.recent()] == [5, 4, 2]


async def test_old_days_budgets_go_and_completions_stay(db: Database):
    """What was looked at is remembered for ever: by it the reconcile cycle adopts nothing twice."""
    budgets, completions = Budgets(db), Completions(db)
    for day in (OLD, NEW):
        await budgets.take("google_books", day=day.date().isoformat(), limit=5)
    await completions.note("a" * 40, OLD, now=OLD)

    gone = await pruner(db).step()

    assert gone["budgets"] == 1
    assert await budgets.used("google_books", NEW.date().isoformat()) == 1
    assert await completions.unseen({"a" * 40: OLD}) == set()
