"""``shelfhook status`` says on a terminal what the page says."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from domain.events import TorrentFinished
from domain.facts import DurationVerdict, ProofKind, Status
from domain.outcomes import Done
from domain.recording import Recording

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def record(daemon, clock):
    async def make(title, number, status, **values):
        made = await daemon.parts.store.downloads.create(
            Recording(torrent_id=number, title=title, authors=("Anna Writer",)),
            hashes=(f"{number:040}", None, None),
            found_by="test",
            status=status,
            now=clock.now(),
        )
        await daemon.parts.store.downloads.update(made.id, **values)
        return made

    return make


async def test_a_new_daemon(shelfhook):
    """Nothing happened yet, and it says what comes first."""
    result = await shelfhook("status")

    assert result.exit_code == 0
    assert "Needs you: nothing" in result.output
    assert "nothing yet: waiting for the first finished torrent" in result.output
    assert "matches are proposals" in result.output
    assert "Reconcile: due" in result.output


async def test_what_waits_and_what_to_type(shelfhook, record):
    """Each with its reason and the commands that decide on it."""
    await record("Chains", 1, Status.NEEDS_PERSON, reason="two items have this title", candidates=[{}, {}])
    await record("Ropes", 2, Status.PROPOSED, chosen_because="It is the only edition found.")

    lines = [line.strip() for line in (await shelfhook("status")).output.splitlines()]

    assert "Needs you: 2" in lines
    assert "download 1: Chains by Anna Writer: needs you: two items have this title" in lines
    assert (
        "shelfhook downloads link 1 ITEM (2 to choose from: downloads show) | shelfhook downloads retry 1 | "
        "shelfhook downloads dismiss 1"
    ) in lines
    assert "download 2: Ropes by Anna Writer: proposed: It is the only edition found." in lines
    assert "shelfhook downloads approve 2 | shelfhook downloads decline 2" in lines


async def test_what_finished(daemon, shelfhook, record, clock):
    """When, how long it took, and by what proof it was matched."""
    await record(
        "Chains",
        1,
        Status.APPLIED,
        item_found_by="path: the same folder",
        proof_kind=ProofKind.PATH,
        duration_verdict=DurationVerdict.VERIFIED,
        duration_check="verified: listed 9:00:00, computed 9:00:04",
    )

    async def applied(_event, _event_id):
        clock.advance(timedelta(seconds=12))
        return Done()

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": applied}
    await daemon.parts.store.completions.note(f"{1:040}", clock.now(), now=clock.now())
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=f"{1:040}"), now=clock.now())
    await daemon.dispatcher.step()

    told = (await shelfhook("status")).output

    assert (
        "download 1: Chains by Anna Writer: in the library in 12 seconds, by the same path; verified: listed 9:00:00"
        in told
    )


async def test_what_is_wrong_comes_first(daemon, shelfhook):
    """A service that fails is reported at the top and in its line."""
    daemon.parts.dependencies["audiobookshelf"].failed("/api/me: no connection")

    lines = (await shelfhook("status")).output.splitlines()

    assert "degraded" in lines[0]
    assert "Audiobookshelf failed: /api/me: no connection" in lines[1]


async def test_all_of_it_for_machines(shelfhook, record):
    """`--json` holds the health, the coverage and the page's contents."""
    await record("Chains", 1, Status.NEEDS_PERSON, reason="which?")

    told = json.loads((await shelfhook("status", "--json")).output)

    assert told["status"] == "ok"
    assert told["overview"]["waiting"][0]["download"] == 1
    assert {one["kind"] for one in told["overview"]["cycles"]} == {
        "search",
        "enrichment",
        "refresh",
        "reconcile",
        "library-sync",
    }
