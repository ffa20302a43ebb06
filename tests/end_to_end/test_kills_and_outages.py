"""Sudden ends and long silences: nothing is lost, and nothing is written wrong."""

import asyncio
import random
import re
from datetime import timedelta

import pytest
from daemon_process import Process

from sandbox.audiobookshelf import Fault
from sandbox.catalogue import CATALOGUE, listing
from sandbox.stage import Stage, Staged
from tests.fixtures.examples import THOROUGH

BOOKS = (9000401, 9000404, 9000703)
KILLS = 20 if THOROUGH else 4
HOURS = re.compile(r"\d+ ?h(rs)?\b")


async def library(stage: Stage) -> list[Staged]:
    """Some downloaded books that the library knows."""
    staged = [stage.prepare(listing(number), name=f"book {number}") for number in BOOKS]
    for one in staged:
        await stage.finish(one)
    stage.shelf.scan_library()
    return staged


async def wrong_fields(stage: Stage, daemon: Process, staged: list[Staged]) -> list[str]:
    """Every book that does not hold the narrators and abridgement of its listing, or the record's duration."""
    downloads = {d["mam_id"]: d for d in await daemon.get("/api/downloads?limit=1000")}
    wrong = []
    for one in staged:
        [item] = [i for i in stage.shelf.items() if i.path.endswith(one.content.name)]
        record = await daemon.get(f"/api/downloads/{downloads[one.listing.torrent_id]['id']}")
        hours, minutes = divmod(round(record["recording"]["duration_seconds"] / 60), 60)
        expected = (
            list(one.listing.narrators),
            bool(one.listing.abridged),
            [f"Listed duration {hours}h {minutes:02}m"],
        )
        if (item.narrators, item.abridged, item.tags) != expected:
            wrong.append(f"{one.listing.title}: {item.narrators} {item.abridged} {item.tags} for {expected}")
    return wrong


async def test_killed_right_after_the_answer(stage, make_process):
    """What was acknowledged is settled after a restart, even if the daemon died in the same moment."""
    [staged, *_] = await library(stage)
    daemon = make_process(stage)
    await daemon.start()

    stored = await daemon.hook(staged.info_hash)
    await daemon.kill()
    await daemon.start()

    [event] = await daemon.settled()
    assert (event["id"], event["verdict"]) == (stored["event"], "done")
    assert await wrong_fields(stage, daemon, [staged]) == []


@pytest.mark.timeout(400)  # as many starts, and MAM's pace after each
async def test_killed_at_random_moments(stage, make_process):
    """The daemon dies again and again somewhere in its work; in the end each event is settled once, all right."""
    told = [one for one in CATALOGUE if one.main_cat == 13 and HOURS.search(one.tags)][:KILLS]
    staged = [stage.prepare(one, name=f"book {one.torrent_id}") for one in told]
    for one in staged:
        await stage.finish(one)
    stage.shelf.scan_library()
    # MAM takes a session's newest value and the one before: of answers that came to a dead daemon, one may have a new one.
    stage.mam.rotate_every = 5
    daemon = make_process(stage)
    dice = random.Random(20)
    await daemon.start()

    acknowledged = []
    for one in staged:
        acknowledged.append((await daemon.hook(one.info_hash))["event"])
        await asyncio.sleep(dice.uniform(0, 1))
        await daemon.kill()
        await daemon.start()

    events = await daemon.settled(len(staged))
    assert len(staged) == KILLS
    assert sorted(event["id"] for event in events) == sorted(acknowledged)
    assert {event["verdict"] for event in events} == {"done"}
    assert await wrong_fields(stage, daemon, staged) == []
    assert stage.shelf.crashes == 0
    changes = await daemon.get("/api/changes?limit=1000")
    written = [(change["item_id"], change["field"]) for change in changes if change["status"] == "written"]
    assert len(written) == len(set(written))


async def test_everything_down_at_the_start(stage, make_process):
    """With all three services away the daemon starts, takes hooks, and finishes when they are back."""
    staged = await library(stage)
    for server in (stage.client, stage.mam, stage.shelf):
        await server.stop()
    daemon = make_process(stage)

    await daemon.start()
    for one in staged:
        await daemon.hook(one.info_hash)
    waiting = await daemon.until(lambda: degraded(daemon))
    for server in (stage.client, stage.mam, stage.shelf):
        await server.start()

    await daemon.settled(len(staged))
    assert waiting["inbox"]["depth"] >= len(staged)
    assert await wrong_fields(stage, daemon, staged) == []


async def degraded(daemon):
    health = await daemon.get("/health")
    return health if health["dependencies"]["qbittorrent"]["last_error"] else None


async def test_a_stop_hands_work_back(stage, make_process):
    """SIGTERM ends the daemon with status 0 while work is in hand, and the next run finishes it."""
    staged = await library(stage)
    daemon = make_process(stage)
    await daemon.start()
    for one in staged:
        await daemon.hook(one.info_hash)

    status = await daemon.stop()
    await daemon.start()

    assert status == 0
    await daemon.settled(len(staged))
    assert await wrong_fields(stage, daemon, staged) == []


async def test_work_that_takes_too_long_is_handed_back(stage, make_process):
    """A stop does not wait for a service that hangs: the daemon ends with 0, and the next run does the work."""
    [staged, *_] = await library(stage)
    stage.shelf.fail_next(Fault(slow=timedelta(minutes=5)), on="PATCH")
    daemon = make_process(stage)
    await daemon.start()
    await daemon.hook(staged.info_hash)
    await daemon.until(lambda: reached(stage, "PATCH"))

    status = await daemon.stop()
    await daemon.start()

    assert status == 0
    [event] = await daemon.settled()
    assert event["verdict"] == "done"
    assert await wrong_fields(stage, daemon, [staged]) == []


async def test_a_second_signal_ends_it_at_once(stage, make_process):
    """A caller that asks twice is not kept waiting, and nothing is lost by it."""
    [staged, *_] = await library(stage)
    stage.shelf.fail_next(Fault(slow=timedelta(minutes=5)), on="PATCH")
    daemon = make_process(stage)
    await daemon.start()
    await daemon.hook(staged.info_hash)
    await daemon.until(lambda: reached(stage, "PATCH"))

    daemon.process.terminate()
    await daemon.until(lambda: stopping(daemon))
    daemon.process.terminate()
    status = await daemon.ended()
    await daemon.start()

    assert status == 1
    await daemon.settled()
    assert await wrong_fields(stage, daemon, [staged]) == []


async def reached(stage: Stage, method: str) -> bool:
    return any(seen.method == method for seen in stage.shelf.requests)


async def stopping(daemon: Process) -> bool:
    return "daemon_stopping" in daemon.log.read_text()


async def test_what_was_spooled_is_taken_at_the_next_start(stage, make_process):
    """A hook that ran while the daemon was down is done after its start, and one that runs then too."""
    [first, second, *_] = await library(stage)
    daemon = make_process(stage)
    await daemon.start()
    await daemon.stop()

    (daemon.state / "spool" / "1-1.json").write_text(f'{{"hash": "{first.info_hash}"}}')
    await daemon.start()
    (daemon.state / "spool" / "2-1.json").write_text(f'{{"hash": "{second.info_hash}"}}')

    await daemon.settled(2)
    assert await wrong_fields(stage, daemon, [first, second]) == []


async def test_a_second_daemon_on_the_same_store_refuses(stage, make_process):
    """The second one ends with a sentence that names the first."""
    daemon = make_process(stage)
    await daemon.start()
    second = make_process(stage)
    second.log = daemon.log.with_name("second.log")

    second.process = second.launch()
    status = await second.ended()

    assert status == 1
    assert f"in use by process {daemon.process.pid}" in second.log.read_text()


async def test_no_secret_is_logged(stage, make_process):
    """After a whole story with debug logs no secret stands in them."""
    [staged, *_] = await library(stage)
    stage.client.password = "planted password"
    daemon = make_process(stage, LOG_LEVEL="debug")
    await daemon.start()
    await daemon.hook(staged.info_hash)
    await daemon.settled()
    await daemon.stop()

    log = daemon.log.read_text()
    token = (daemon.state / "webhook.token").read_text().strip()
    planted = [stage.mam.mam_id, stage.shelf.token, stage.client.password, stage.google_books.key, token]
    assert [secret for secret in planted if secret in log] == []
    assert "event_settled" in log


async def test_wrong_settings_end_with_78(stage, make_process):
    """Nothing starts, every problem is reported, and systemd is asked not to try again."""
    daemon = make_process(stage, ABS_URL="nonsense", LISTEN="8787")

    daemon.process = daemon.launch()
    status = await daemon.ended()

    told = daemon.log.read_text()
    assert status == 78
    assert all(name in told for name in ("ABS_URL", "LISTEN"))
