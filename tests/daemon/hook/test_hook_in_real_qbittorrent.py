"""``shelfhook hook`` on a real qBittorrent, most of the time one that runs a program already."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from daemon.clock import SystemClock
from daemon.wiring.daemon import Daemon
from sandbox.qbittorrent import QbittorrentProcess, transfer
from tests.fixtures.healthy_world import given, listening

pytestmark = pytest.mark.qbittorrent

OTHER = """import json, os, sys
name = sys.argv[1] + "/" + sys.argv[3]
with open(name + ".part", "w") as file:
    json.dump(sys.argv[2:], file)
os.replace(name + ".part", name + ".json")
"""
NAME = 'it\'s $(touch PWNED) "quoted" & 100% %F'


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[QbittorrentProcess]:
    async with QbittorrentProcess(tmp_path / "client") as running:
        yield running


@pytest.fixture
def environment(client: QbittorrentProcess, tmp_path: Path) -> dict[str, str]:
    """Of a state directory whose name a shell would stumble over."""
    return {
        "QBITTORRENT_URL": client.url,
        "QBITTORRENT_USERNAME": client.username,
        "QBITTORRENT_PASSWORD": client.password,
        "STATE_DIR": str(tmp_path / "it's the $HOME; state"),
        "LISTEN": "127.0.0.1:0",
        "MAM_ID": "unused",
    }


@pytest.fixture
async def daemon(environment: dict[str, str]) -> AsyncIterator[Daemon]:
    async with listening(given(environment), SystemClock()) as daemon:
        yield daemon


@pytest.fixture
def other(tmp_path: Path) -> tuple[str, Path]:
    """A program that is there already: its line, and where it notes what it was called with."""
    script, notes = tmp_path / "other program.py", tmp_path / "notes"
    script.write_text(OTHER)
    notes.mkdir()
    return f'{sys.executable} "{script}" {notes} "%N" %K "%L" "a  b"', notes


async def program(client: QbittorrentProcess) -> dict[str, Any]:
    preferences = json.loads(await client._post("app/preferences", {}))
    return {name: value for name, value in preferences.items() if name.startswith("autorun")}


async def noted(notes: Path, info_hash: str, process: QbittorrentProcess) -> list[str]:
    """What the other program was called with for a torrent, once it was."""
    async with asyncio.timeout(20):
        while not (file := notes / f"{info_hash}.json").exists():
            await process.exited(within=0.05)
    arguments: list[str] = json.loads(file.read_text())
    return arguments


async def reported(daemon: Daemon, process: QbittorrentProcess, *, events: int = 1) -> list[str]:
    """The info hashes that the daemon was notified of, once there are so many."""
    async with asyncio.timeout(20):
        while len(rows := await daemon.parts.store.inbox.recent(limit=10)) < events:
            await process.exited(within=0.05)
    return [row.key.partition(":")[2] for row in rows if row.kind == "torrent.finished"]


async def complete(client: QbittorrentProcess, tmp_path: Path) -> str:
    """Let a real download of a troublesome name finish; its info hash."""
    content = tmp_path / "seeds" / NAME
    content.parent.mkdir()
    content.write_bytes(b"x" * 40_000)
    async with QbittorrentProcess(tmp_path / "seeder") as seeder:
        return await transfer(seeder, client, content, comment="MID=1,UID=2", category="audiobooks")


@pytest.mark.parametrize("kind", ["curl", "notify"])
async def test_a_real_completion_comes_by_the_installed_hook_and_runs_the_former_program_too(
    client, daemon, other, environment, command, tmp_path, kind
):
    """The daemon hears of the download, and the program that was there gets its own arguments, each unharmed."""
    line, notes = other
    await client.set_hook(line)

    status, said = await command(environment, "hook", "install", "--kind", kind, "--yes")
    info_hash = await complete(client, tmp_path)

    assert (status, said.splitlines()[-1]) == (0, "installed; test it with `shelfhook hook test`")
    assert f"  - {line}" in said
    assert await noted(notes, info_hash, client) == [NAME, info_hash, "audiobooks", "a  b"]
    assert await reported(daemon, client) == [info_hash]
    assert not list(tmp_path.rglob("PWNED"))


async def test_removing_restores_what_was_there(client, daemon, other, environment, command):
    """After install and remove qBittorrent's options are what they were, those for added torrents too."""
    await client.set_hook(other[0])
    before = await program(client)

    await command(environment, "hook", "install", "--yes")
    during = await program(client)
    status, said = await command(environment, "hook", "remove", "--yes")

    assert during["autorun_program"] != before["autorun_program"]
    assert during["autorun_on_torrent_added_program"] == before["autorun_on_torrent_added_program"]
    assert (status, said.splitlines()[-1]) == (0, "removed")
    assert await program(client) == before


async def test_a_program_that_was_turned_off_is_put_aside_and_comes_back(
    client, daemon, environment, command
):
    """It is not turned on by us, and stands there turned off again after the removal."""
    await client._post(
        "app/setPreferences",
        {"json": json.dumps({"autorun_enabled": False, "autorun_program": "/opt/old %K"})},
    )
    before = await program(client)

    _, said = await command(environment, "hook", "install", "--yes")
    during = await program(client)
    await command(environment, "hook", "remove", "--yes")

    assert "returns with `shelfhook hook remove`: /opt/old %K" in said
    assert during["autorun_enabled"]
    assert "/opt/old" not in during["autorun_program"]
    assert await program(client) == before


async def test_the_test_torrent_starts_where_torrents_are_added_stopped(client, daemon, environment, command):
    """QBittorrent's options for new torrents are not for this one."""
    options = {"start_paused_enabled": True, "temp_path_enabled": True, "auto_tmm_enabled": True}
    await client._post("app/setPreferences", {"json": json.dumps(options)})
    await command(environment, "hook", "install", "--yes")

    status, said = await command(environment, "hook", "test", "--torrent", "--yes", "--json")

    assert status == 0, said
    assert json.loads(said.splitlines()[-1])["passed"]
    assert await client._listed() == set()


@pytest.mark.parametrize("kind", ["curl", "notify"])
async def test_qbittorrent_itself_brings_back_the_nonce(client, daemon, other, environment, command, kind):
    """The test torrent runs the real hook, leaves neither torrent nor file behind, and makes no event."""
    await client.set_hook(other[0])
    await command(environment, "hook", "install", "--kind", kind, "--yes")

    status, said = await command(environment, "hook", "test", "--torrent", "--yes")

    assert status == 0, said
    assert (
        said.splitlines()[-1]
        == "passed: qBittorrent ran the hook for a test torrent, and it reached the daemon"
    )
    assert await client._listed() == set()
    assert not list(client.save_path.rglob("*")) if client.save_path.exists() else True
    assert await daemon.parts.store.inbox.recent(limit=10) == []


async def test_a_refused_call_is_reported_with_the_daemons_answer(client, daemon, environment, command):
    """Where qBittorrent's curl cannot show the token, its test ends at once and says what was answered, and why."""
    await command(environment, "hook", "install", "--yes")
    (daemon.parts.settings.state_dir / "hook.hdr").write_text("")

    trial = await daemon.patient.trial.by_qbittorrent()

    assert not trial.passed
    assert "qBittorrent ran the hook, and the call was refused: the daemon answered 401" in trial.said
    assert "let qBittorrent's user read" in trial.said
    assert await client._listed() == set()


async def test_only_a_line_that_leads_here_is_tested(client, daemon, environment, command):
    """Nothing that somebody else wrote into qBittorrent's options is started by the daemon."""
    await command(environment, "hook", "install", "--yes")
    line = (await program(client))["autorun_program"]
    await client.set_hook(line.replace("127.0.0.1", "127.0.0.2"))

    status, said = await command(environment, "hook", "test")

    assert status == 1
    assert said == "shelfhook: qBittorrent does not call this shelfhook: run `shelfhook hook install`\n"


async def test_installing_again_keeps_the_chained_program(client, daemon, other, environment, command):
    """A line of ours that leads to another place is replaced, and what it runs beside stays."""
    line, _ = other
    await client.set_hook(line)
    await command(environment, "hook", "install", "--yes")
    installed = (await program(client))["autorun_program"]
    await client.set_hook(installed.replace(daemon.parts.access.url, "http://127.0.0.1:1"))

    _, shown = await command(environment, "hook", "show")
    await command(environment, "hook", "install", "--yes")

    assert "qBittorrent: it calls a shelfhook at another address" in shown
    assert (await program(client))["autorun_program"] == installed
    assert installed.endswith(f'"%J" {line}')


async def test_it_asks_first_and_a_no_changes_nothing(client, daemon, other, environment, command):
    """Without --yes nothing is changed before somebody agreed."""
    await client.set_hook(other[0])
    before = await program(client)

    declined, _ = await command(environment, "hook", "install", answers="n\n")
    unanswered, _ = await command(environment, "hook", "remove")

    assert declined == 1
    assert unanswered == 0  # there is nothing of ours to remove
    assert await program(client) == before


async def test_without_a_daemon_the_command_asks_qbittorrent_itself(client, environment, command_here):
    """Show, install and remove need no daemon; a test does, and says so."""
    _, shown = await command_here(environment, "hook")
    installed, _ = await command_here(environment, "hook", "install", "--yes")
    again = await command_here(environment, "hook", "install", "--yes")
    tested = await command_here(environment, "hook", "test")
    await command_here(environment, "hook", "remove", "--yes")

    assert "qBittorrent: it does not call shelfhook" in shown
    assert installed == 0
    assert again == (0, "qBittorrent calls this shelfhook already; nothing to do\n")
    assert tested[0] == 1
    assert "start it with `shelfhook serve`" in tested[1]
    assert (await program(client))["autorun_enabled"] is False
