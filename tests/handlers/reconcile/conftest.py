"""The reconcile cycle on a qBittorrent whose torrents the test holds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent
from domain.category_rule import Adopt, CategoryRule
from domain.dependency import Dependency
from domain.events import ReconcileDue
from domain.facts import Status
from domain.outcomes import Done, Outcome
from domain.recording import Recording
from handlers.acquiring.stuck_downloads import ExplainStuck
from handlers.matching.left_alone import NoteLeftAlone
from handlers.reconcile_due import Reconcile
from sandbox.clock import FakeClock
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from store.changes import Changes
from store.completions import Completions
from store.database import Database
from store.downloads import Downloads
from store.left_alone import LeftAlone
from store.queue.inbox import Inbox
from store.runs import Run, Runs
from store.views.unfinished import UnfinishedDownloads

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


HOUR = timedelta(hours=1)


CATEGORY = "audiobooks"


ADDED = int((NOW - 3 * HOUR).timestamp())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
async def client() -> AsyncIterator[QbittorrentStandIn]:
    async with QbittorrentStandIn() as server:
        yield server


@pytest.fixture
async def make(db: Database, clock: FakeClock, client: QbittorrentStandIn):
    """A handler on the stand-in, as the settings say."""
    qbittorrent = Qbittorrent(
        login=Login(url=client.url, username=client.username, password=SecretStr(client.password)),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    unfinished = UnfinishedDownloads(db)

    def made(adopt: Adopt = Adopt.CATEGORY) -> Reconcile:
        return Reconcile(
            qbittorrent=qbittorrent,
            completions=Completions(db),
            unfinished=unfinished,
            explain_stuck=ExplainStuck(unfinished=unfinished, changes=Changes(db), clock=clock),
            note_left_alone=NoteLeftAlone(
                left_alone=LeftAlone(db),
                rule=CategoryRule(CATEGORY, adopt),
                clock=clock,
            ),
            runs=Runs(db, Inbox(db).arrived),
            rule=CategoryRule(CATEGORY, adopt),
            clock=clock,
        )

    yield made
    await qbittorrent.close()


@pytest.fixture
def reconcile(make) -> Reconcile:
    return make()


def torrent(number: int) -> str:
    return f"{number:040x}"


def hold(client: QbittorrentStandIn, number: int, **fields: Any) -> None:
    """A finished torrent of ours, completed more recently the higher its number is."""
    moments = {"added_on": ADDED, "completion_on": ADDED + number}
    client.hold(**({"hash": torrent(number), "category": CATEGORY, **moments} | fields))


async def one_run(reconcile: Reconcile) -> tuple[Run, list[str]]:
    """A whole run, none of whose events is handled; the run, and the hashes that it reported."""
    now = reconcile.clock.now()
    run = await reconcile.runs.start(
        "reconcile", trigger="timer", first=lambda number: ReconcileDue(run=number), now=now
    )
    inbox, reported = Inbox(reconcile.runs.db), []
    event: ReconcileDue | None = ReconcileDue(run=run.id)
    while event is not None:
        outcome: Outcome = await reconcile(event, 1)
        assert isinstance(outcome, Done)
        event = None
        for then in outcome.then:
            if isinstance(then, ReconcileDue):
                event = then
                continue
            await inbox.add(then, now=now)
            reported.append(then.info_hash)
    return await reconcile.runs.by_id(run.id), reported


async def record(downloads: Downloads, number: int, status: Status, **values: Any) -> int:
    made = await downloads.create(
        Recording(torrent_id=number, title=f"Book {number}"),
        hashes=(torrent(number), torrent(number), None),
        found_by="a test",
        status=status,
        now=NOW - 2 * HOUR,
    )
    if values:
        await downloads.update(made.id, **values)
    return made.id
