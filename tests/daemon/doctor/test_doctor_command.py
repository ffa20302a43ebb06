"""``shelfhook doctor`` as a person runs it."""

import re

import aiohttp
from doctor_reports import read, unwell

from daemon.doctor.examine import PROBES

NAMES = [probe.name for probe in PROBES]
HOSTILE = "Books\x1b[2J\x1b]0;owned\x07\u202egnp.exe\u2066\n[red]markup[/red]\x9b31m" + "x" * 10_000


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


async def test_hostile_names_steer_no_terminal(world, in_a_terminal):
    """In a table on a terminal a name of control characters, turning marks and 10,000 letters is a short, plain line."""
    world.stage.shelf.library.name = HOSTILE
    async with world.daemon():
        _, said = await in_a_terminal(world.environment, "doctor", columns=100)

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
