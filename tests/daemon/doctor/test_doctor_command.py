"""``shelfhook doctor`` as a person runs it."""

import asyncio
import json
import os
import pty
import pwd
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from daemon.doctor.examine import PROBES
from tests.fixtures.forks import Forks
from tests.fixtures.healthy_world import World, healthy
from tests.fixtures.places import ROOT

NAMES = [probe.name for probe in PROBES]
HOSTILE = "Books\x1b[2J\x1b]0;owned\x07\u202egnp.exe\u2066\n[red]markup[/red]\x9b31m" + "x" * 10_000


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with healthy(tmp_path) as world:
        yield world


def read(said: str) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in json.loads(said.splitlines()[-1])}


def unwell(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: finding["result"] for name, finding in found.items() if finding["result"] != "ok"}


async def test_it_asks_the_daemon_that_runs(world, command):
    """The daemon looks with its own sessions; all is well, and the status says so."""
    async with world.daemon():
        status, said = await command(world.environment, "doctor")

    lines = said.splitlines()
    assert status == 0, said
    assert [line.split(":")[0].removeprefix("ok").strip() for line in lines[:-1]] == NAMES
    assert lines[-1] == "all is well"


async def test_it_never_uses_the_session_of_a_running_daemon(world, command_here):
    """Beside a daemon the command itself asks MAM nothing; the daemon's one request is all there is."""
    async with world.daemon():
        await command_here(world.environment, "doctor", "--json")

    assert [visit.path for visit in world.stage.mam.visits] == ["/jsonLoad.php"]
    assert world.stage.mam.violations == []


async def test_without_a_daemon_it_looks_itself(world, command):
    """A daemon that does not run is a warning; all else is looked at from here, and the status is 1."""
    status, said = await command(world.environment, "doctor", "--json")

    found = read(said)
    assert status == 1
    assert list(found) == NAMES
    assert unwell(found) == {"daemon": "warning", "hook's round trip": "skipped"}


async def test_what_is_broken_makes_the_status_2_and_has_its_fix_below(world, command_here):
    """What is broken comes first; its fix stands in the line below, and is exact."""
    world.stage.shelf.library.settings["metadataPrecedence"].remove("absMetadata")
    world.client.free_space = 0
    async with world.daemon():
        status, said = await command_here(world.environment, "doctor")

    assert status == 2
    lines = said.splitlines()
    assert [line.split(":")[0].split(maxsplit=1) for line in lines[:4:2]] == [
        ["broken", "free disk"],
        ["warning", "metadata precedence"],
    ]
    assert lines[1].endswith(
        "fix: free some space where qBittorrent saves: below 1.0 GiB nothing is downloaded"
    )
    assert lines[3].startswith("         fix: in Audiobookshelf edit the library Audiobooks")
    assert said.splitlines()[-1] == "something is broken"


async def test_wrong_settings_are_a_finding(world, command_here):
    """Settings that cannot be read are reported in its own form, all of them, and nothing else is looked at."""
    wrong = world.environment | {"QBITTORRENT_URL": "nonsense", "LISTEN": "8787"}

    status, said = await command_here(wrong, "doctor", "--json")

    found = read(said)
    assert status == 2
    assert found["settings"]["evidence"] == "QBITTORRENT_URL is not right; LISTEN is not right"
    assert "must be an address like http://localhost:8080" in found["settings"]["mend"]
    assert {one["result"] for name, one in found.items() if name != "settings"} == {"skipped"}


async def test_a_store_that_cannot_be_opened_is_a_finding(world, command_here):
    """A state directory that cannot be made is told, with what depends on it skipped."""
    (world.stage.folder / "file").write_text("")
    wrong = world.environment | {"STATE_DIR": str(world.stage.folder / "file" / "state")}

    status, said = await command_here(wrong, "doctor", "--json")

    found = read(said)
    assert status == 2
    assert found["database"]["result"] == "broken"
    assert "choose another folder" in found["database"]["mend"]


async def test_a_damaged_store_is_a_finding_before_anything_starts(world, command_here):
    """The fix names the backup to go back to, as the daemon's own refusal does."""
    await command_here(world.environment, "backup", str(world.state / "backup"))
    (world.state / "shelfhook.db").write_bytes(b"no database")

    status, said = await command_here(world.environment, "doctor", "--json")

    found = read(said)
    assert status == 2
    assert found["database"]["evidence"].endswith("is damaged (it is not a SQLite database)")
    assert f"`shelfhook restore {world.state / 'backup'}`" in found["database"]["mend"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
async def test_anothers_state_is_not_touched(world, command_here):
    """Run by root while the service is down, it leaves nothing there, and says as whom to run it."""
    os.chown(world.state, pwd.getpwnam("nobody").pw_uid, -1)
    before = sorted(world.state.iterdir())

    status, said = await command_here(world.environment, "doctor", "--json")

    assert status == 2
    assert read(said)["database"]["mend"] == "run `sudo -u nobody shelfhook doctor`"
    assert sorted(world.state.iterdir()) == before


async def test_nothing_is_changed_without_fix(world, command_here):
    """Looking changes neither qBittorrent's options nor any file's mode."""
    world.client.options.categories.clear()
    world.client.options.preferences["autorun_program"] = "/opt/other %K"
    world.state.chmod(0o777)
    before = json.dumps(world.client.options.preferences)
    async with world.daemon():
        _, said = await command_here(world.environment, "doctor")

    assert said.splitlines()[-1] == "`shelfhook doctor --fix` fixes some of these"
    assert json.dumps(world.client.options.preferences) == before
    assert world.client.options.categories == {}
    assert world.state.stat().st_mode & 0o777 == 0o777


@pytest.mark.parametrize("running", [True, False], ids=["beside a daemon", "without one"])
async def test_the_option_fixes_what_is_safe_and_keeps_a_program_that_is_there(world, command_here, running):
    """With --fix --yes the hook, the category and the modes are fixed, and the new look says so."""
    world.client.options.categories.clear()
    world.client.options.preferences["autorun_program"] = "/opt/other %K"
    world.state.chmod(0o777)

    if running:
        async with world.daemon():
            status, said = await command_here(world.environment, "doctor", "--fix", "--yes", "--json")
    else:
        status, said = await command_here(world.environment, "doctor", "--fix", "--yes", "--json")

    expected = {} if running else {"daemon": "warning", "hook's round trip": "skipped"}
    assert unwell(read(said)) == expected
    assert status == bool(expected)
    assert world.client.options.preferences["autorun_program"].endswith(' "%J" /opt/other %K')
    assert "audiobooks" in world.client.options.categories
    assert world.state.stat().st_mode & 0o777 == 0o700


async def test_fix_asks_for_each_and_a_no_leaves_it(world, command_here):
    """Only what was agreed to is done."""
    world.client.options.categories.clear()
    world.client.options.preferences["autorun_program"] = "/opt/other %K"
    async with world.daemon():
        status, said = await command_here(world.environment, "doctor", "--fix", answers="y\nn\n")

    assert status == 1
    assert "category: create the category in qBittorrent? [y/N]" in said
    assert world.client.options.categories == {"audiobooks": ""}
    assert world.client.options.preferences["autorun_program"] == "/opt/other %K"


async def test_hostile_names_steer_no_terminal(world, forks):
    """In a table on a terminal a name of control characters, turning marks and 10,000 letters is a short, plain line."""
    world.stage.shelf.library.name = HOSTILE
    async with world.daemon():
        said = await on_a_terminal(forks, world.environment)

    # What rich itself writes: colours, and the sign of life that it takes away again.
    plain = re.sub(r"\x1b\[[0-9;?]*[mhlAK]", "", said)
    assert "permissions" in plain
    assert "markup" in plain
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(plain)
    assert plain.count("x") < 1_200


async def test_the_route_answers_with_every_finding(world):
    """``POST /api/doctor`` gives what the command shows, as JSON."""
    async with world.daemon() as daemon, aiohttp.ClientSession() as http:
        header = {"Authorization": f"Bearer {daemon.parts.access.token.get_secret_value()}"}
        async with http.post(f"{daemon.parts.access.url}/api/doctor", headers=header) as answer:
            found = await answer.json()

    assert [finding["name"] for finding in found] == NAMES
    assert {finding["result"] for finding in found} == {"ok"}


async def test_no_secret_is_reported(world, command_here):
    """Evidence and fixes hold no key, password or token, also when they are refused."""
    world.stage.google_books.key = "another"
    world.stage.shelf.admin.is_active = False
    world.stage.mam.end_sessions()
    world.environment["QBITTORRENT_PASSWORD"] = world.client.password = "planted-password"
    secrets = [
        world.environment[name]
        for name in ("MAM_ID", "ABS_TOKEN", "GOOGLE_BOOKS_API_KEY", "QBITTORRENT_PASSWORD")
    ]
    world.environment["QBITTORRENT_PASSWORD"] = "another-password"
    async with world.daemon() as daemon:
        _, said = await command_here(world.environment, "doctor")
        secrets.append(daemon.parts.access.token.get_secret_value())

    assert said.count("broken") >= 4
    assert not [secret for secret in [*secrets, "another-password"] if secret in said]


async def on_a_terminal(forks: Forks, environment: dict[str, str]) -> str:
    """What the command writes to a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    program = forks.start(
        "-m", "daemon", "doctor",
        environment=os.environ | {"COLUMNS": "100"} | environment, folder=ROOT, streams=(theirs,) * 3,
    )  # fmt: skip
    os.close(theirs)
    parts = []
    while part := await asyncio.to_thread(_read, ours):
        parts.append(part)
    await asyncio.to_thread(program.wait)
    os.close(ours)
    return b"".join(parts).decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
