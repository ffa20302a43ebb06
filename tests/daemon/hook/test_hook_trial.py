"""The hook's calls and its tests, on the stand-in with a real curl."""

import asyncio

import aiohttp
import pytest

from daemon.hook.kinds import Kind
from daemon.hook.line import arguments

HASH = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


async def test_a_tests_call_makes_no_event_and_a_torrents_does(daemon):
    """The nonce that is waited for is not a completion; any other hash is."""
    calls, url = daemon.parts.hook_calls, f"{daemon.parts.access.url}/webhooks/qbittorrent"
    header = {"Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}"}
    async with aiohttp.ClientSession(headers=header) as http:
        with calls.expecting(HASH) as expected:
            async with http.post(url, data={"hash": HASH}) as answer:
                assert (answer.status, await answer.json()) == (202, {"event": 0, "duplicate": False})
        assert expected.came
        async with http.post(url, data={"hash": HASH}) as late:
            assert (await late.json())["event"] == 0
        assert calls.last_at is None
        assert await daemon.parts.store.inbox.recent(limit=1) == []

        async with http.post(url, data={"hash": HASH[::-1]}) as answer:
            assert (await answer.json())["event"] == 1
        assert calls.last_at == daemon.parts.clock.now()


@pytest.mark.parametrize("kind", Kind)
async def test_a_call_that_is_refused_fails_the_test_and_leaves_nothing(daemon, world, kind):
    """With a wrong token the nonce does not come back; what the program left for later is no completion."""
    await daemon.patient.hook.install(kind)
    (world.state / "hook.hdr").write_text("Authorization: Bearer something-else-entirely\n")

    trial = await daemon.patient.trial.by_line()

    assert not trial.passed
    assert "the daemon answered 403 to 127.0.0.1, since it had a wrong token; let qBittorrent" in trial.said
    assert await daemon.spool.step() == 0
    assert list((world.state / "spool").iterdir()) == []
    assert await daemon.parts.store.inbox.recent(limit=1) == []


@pytest.mark.parametrize("before", ["", "/bin/true"], ids=["alone", "chained"])
async def test_a_call_outlasts_a_restart(world, before):
    """What curl meets a closed port with is brought when the daemon is back."""
    async with world.daemon() as daemon:
        line = daemon.patient.hook.line.with_program(Kind.CURL, before)
    called = arguments(line, {"%K": HASH, "%I": HASH, "%J": "-"})
    process = await asyncio.create_subprocess_exec(*called, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None

    refused = await process.stderr.readline()
    async with world.daemon() as daemon:
        more = await process.stderr.read()  # until curl ends, which may outlive the shell
        waiting = (await daemon.parts.store.inbox.depth()).waiting
        await process.wait()

    assert refused.startswith(b"curl: (7)")
    assert b"curl: (22)" not in more
    assert waiting == 1


async def test_a_chained_line_is_tested_without_the_program_behind_it(daemon, world, tmp_path):
    """The daemon starts nothing that somebody else wrote into qBittorrent's options."""
    started = tmp_path / "started"
    world.client.options.preferences |= {
        "autorun_enabled": True,
        "autorun_program": f"/usr/bin/touch {started}",
    }
    await daemon.patient.hook.install()

    trial = await daemon.patient.trial.by_line()

    assert trial.passed, trial.said
    assert not started.exists()


async def test_qbittorrents_own_call_that_does_not_come_is_reported_and_nothing_is_left(daemon, world):
    """The stand-in runs no program: the test torrent is taken out again, and the outcome is honest."""
    await daemon.patient.hook.install()
    held = set(world.client.torrents)

    trial = await daemon.patient.trial.by_qbittorrent(seconds=0.2)

    assert not trial.passed
    assert "no call came within 0.2 s" in trial.said
    assert set(world.client.torrents) == held
