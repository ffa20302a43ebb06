"""Which item a download is, over a whole library of near-duplicates."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from matching_set import Case, MatchingSet
from matching_shelf import VIEW
from merged_items import KINDS

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue, TorrentFinished
from domain.facts import ReasonKind, Status
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from store.changes import Change
from store.downloads import Download
from tests.fixtures.examples import THOROUGH
from tests.fixtures.stores import ready_state

pytestmark = pytest.mark.timeout(300)

SHARE = 1 if THOROUGH else 8
"""One case of so many is tried, by lot; the library is always the whole one."""


@dataclass
class Matched:
    """What became of every case: its record, and what was written for it."""

    items: int
    cases: list[tuple[Case, Download, list[Change]]]


@pytest.fixture
async def matched(tmp_path, clock: FakeClock) -> AsyncIterator[Matched]:
    async with Stage(tmp_path / "world", clock, view=VIEW, real=False) as stage:
        cases = MatchingSet(stage)
        tried = random.Random(7).sample(cases.cases, len(cases.cases) // SHARE)
        given = {
            name.lower(): value for name, value in stage.environment(ready_state(tmp_path / "state")).items()
        }
        settings = Settings(**given | {"path_map": cases.path_map})
        async with build(settings, clock) as daemon:
            await daemon.parts.store.runs.start(
                "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
            )
            records = [await handled(daemon, stage, case) for case in tried]
            changes = await daemon.parts.store.changes.recent(limit=10_000)
            yield Matched(
                items=len(stage.shelf.items()),
                cases=[
                    (
                        case,
                        await daemon.parts.store.downloads.by_id(number),
                        [one for one in changes if one.download_id == number],
                    )
                    for case, number in zip(tried, records, strict=True)
                ],
            )


async def handled(daemon: Daemon, stage: Stage, case: Case) -> int:
    """Let a case's torrent finish, and handle what is due; the number of its record."""
    now = daemon.parts.clock.now()
    stage.client.hold(files=list(case.files), comment="", **case.torrent)
    hashes = (case.torrent["hash"], None, None)
    record = await daemon.parts.store.downloads.create(
        case.recording, hashes=hashes, found_by="the test", status=Status.FINISHED, now=now
    )
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=case.torrent["hash"]), now=now)
    while await daemon.dispatcher.step():
        pass
    return record.id


async def test_a_library_of_near_duplicates(matched):
    """No download is written to a wrong item, nearly all proofs are found, and the rest is left to a person.

    A fact of a whole collection is written to none of its volumes.
    """
    assert (matched.items, len(matched.cases) >= 400 // SHARE) == (2000, True)

    wrong = [
        (case.kind, record.item_found_by, change.field)
        for case, record, changes in matched.cases
        for change in changes
        if change.item_id not in case.truth
    ]
    assert wrong == []
    of_parts = [one.field for case, _, changes in matched.cases if case.parts for one in changes]
    assert set(of_parts) == {"narrators"}

    provable = [(case, record) for case, record, _ in matched.cases if case.provable]
    missed = [(case.kind, record.reason) for case, record in provable if record.status is not Status.APPLIED]
    assert len(missed) <= 0.03 * len(provable), missed

    written = {case.kind for case, _, changes in matched.cases if changes}
    assert written == {"path", "inode", "text", "collection"}
    for case, record, _ in matched.cases:
        if case.kind in {"two readings", "text without a duration"}:
            assert (record.status, bool(record.candidates)) == (Status.NEEDS_PERSON, True)
        if case.kind == "another volume":
            assert record.status is Status.WAITING_FOR_ITEM
        if case.kind in KINDS:
            assert (record.status, record.reason_kind) == (Status.NEEDS_PERSON, ReasonKind.BOOKS_TOGETHER)
