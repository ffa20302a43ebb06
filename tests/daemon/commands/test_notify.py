"""``shelfhook notify``, as a program of its own."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.edges.spool import Spool
from daemon.parts import Parts
from tests.fixtures.places import ROOT

V1 = "0123456789abcdef0123456789abcdef01234567"


async def notify(state: Path | None, *arguments: str, folder: Path = ROOT) -> tuple[int, str]:
    """Run the program; its status and all that it said."""
    named = {} if state is None else {"STATE_DIR": str(state)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "daemon", "notify", *arguments,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)} | named, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


@pytest.fixture
def spool(parts: Parts) -> Spool:
    return Spool(folder=parts.settings.state_dir / "spool", inbox=parts.store.inbox, clock=parts.clock)


async def test_it_hands_the_completion_to_the_daemon(parts, url):
    """With the daemon up the event is in the inbox when the program ends."""
    status, said = await notify(parts.settings.state_dir, V1, V1, "-")

    assert (status, said) == (0, "event 1\n")
    assert (await parts.store.inbox.depth()).waiting == 1


async def test_it_reads_where_the_daemon_is_from_the_settings_of_its_folder(parts, url, tmp_path):
    """Run in /etc/shelfhook, as a person or another program may, it reports to the service and not a daemon of its own user."""
    (tmp_path / ".env").write_text(f"MAM_ID='x'\nSTATE_DIR={parts.settings.state_dir}\n")

    status, said = await notify(None, V1, folder=tmp_path)

    assert (status, said) == (0, "event 1\n")


async def test_settings_that_cannot_be_read_lose_nothing_in_silence(tmp_path):
    """Where the state directory is not known no note is left in another one, and it says why."""
    (tmp_path / ".env").write_bytes(b"STATE_DIR=/srv/\xff\n")

    status, said = await notify(None, V1, folder=tmp_path)

    assert (status, list(tmp_path.iterdir())) == (1, [tmp_path / ".env"])
    assert ".env, line 1: is not UTF-8" in said
    assert "not saved" in said


async def test_it_leaves_a_note_when_the_daemon_is_down(parts, spool, tmp_path):
    """Without a daemon a file is left, which the daemon takes in and removes."""
    status, said = await notify(tmp_path, V1, "-", "")

    assert status == 0
    assert "saved in" in said
    assert await spool.step() == 1
    assert (await parts.store.inbox.depth()).waiting == 1
    assert list(spool.folder.iterdir()) == []


async def test_a_spooled_completion_that_also_came_in_is_one(parts, spool, url, http, token):
    """The same completion by hook and by spool is one event."""
    await http.post(url + "/webhooks/qbittorrent", headers=token, json={"hash": V1})
    (spool.folder / "1-1.json").write_text(json.dumps({"hash": V1}))

    await spool.step()

    assert (await parts.store.inbox.depth()).waiting == 1


async def test_an_unreadable_note_is_set_aside(parts, spool, url):
    """A note that is no event stays as .bad, and the others are taken."""
    (spool.folder / "1-1.json").write_text("{")
    (spool.folder / "2-1.json").write_text(json.dumps({"hash": "nonsense"}))
    (spool.folder / "3-1.json").write_text(json.dumps({"hash": V1}))

    taken = await spool.step()

    assert taken == 1
    assert sorted(p.name for p in spool.folder.iterdir()) == ["1-1.bad", "2-1.bad"]


@pytest.mark.parametrize("arguments", [("-",), ("", "-"), ("nonsense",), (V1 + "0",), ("$(touch x)",)])
async def test_what_is_no_hash_is_refused(tmp_path, arguments):
    """Bad use is status 2 and leaves no note."""
    status, said = await notify(tmp_path, *arguments)

    assert status == 2
    assert "shelfhook notify:" in said
    assert list(tmp_path.iterdir()) == []


async def test_a_daemon_that_refuses_loses_nothing(parts, url, spool):
    """With a token that the daemon does not know the completion is kept as a note."""
    (parts.settings.state_dir / "hook.hdr").write_text("Authorization: Bearer wrong\n")

    status, _ = await notify(parts.settings.state_dir, V1)

    assert status == 0
    assert await spool.step() == 1


def test_it_loads_only_the_standard_library():
    """Hundreds may be started at once: nothing installed is imported."""
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "daemon", "notify", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stderr  # fmt: skip
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in loaded.splitlines()}

    assert not modules & {"aiohttp", "typer", "pydantic", "sqlmodel", "structlog", "click"}
