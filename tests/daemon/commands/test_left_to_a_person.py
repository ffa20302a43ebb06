"""What the page offers beside its lists: dismiss a failed run, and check a torrent again that was left alone."""

import json

from domain.events import ReconcileDue
from domain.facts import RunStatus
from store.left_alone import LeftTorrent


async def failed_run(daemon, clock):
    run = await daemon.parts.store.runs.start(
        "reconcile", trigger="timer", first=lambda number: ReconcileDue(run=number), now=clock.now()
    )
    await daemon.parts.store.runs.end(
        run.id, status=RunStatus.FAILED, reason="the disk is full", now=clock.now()
    )
    return run.id


async def test_a_failed_run_is_dismissed(shelfhook, daemon, clock):
    """`status` names it with the command that dismisses it; afterwards it is shown as failed, and is no trouble."""
    run = await failed_run(daemon, clock)
    before = await shelfhook("status")

    done = await shelfhook("runs", "dismiss", str(run))
    after = await shelfhook("status")

    assert f"shelfhook runs dismiss {run}" in before.stdout
    assert (done.exit_code, json.loads((await shelfhook("runs", "--json")).stdout)[0]["status"]) == (
        0,
        "failed",
    )
    assert "dismiss" not in after.stdout
    assert json.loads((await shelfhook("status", "--json")).stdout)["overview"]["failed_runs"] == []


async def test_a_torrent_is_checked_again(shelfhook, daemon, clock):
    """It is listed with its reason, and its check is an event like that of a torrent that has just finished."""
    left = LeftTorrent(info_hash="b" * 40, name="An album", category="music", reason="not from MyAnonamouse")
    await daemon.parts.store.left_alone.note([left], now=clock.now())

    listed = await shelfhook("downloads", "left-alone")
    checked = await shelfhook("downloads", "left-alone", "--retry", "1", "--json")

    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["No.", "1"]
    assert "not from MyAnonamouse" in listed.stdout
    event = await daemon.parts.store.inbox.by_id(json.loads(checked.stdout)["event"])
    assert left.info_hash in event.key
