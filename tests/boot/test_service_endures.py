"""The service over upgrades, stops, kills and silence: no hook is lost, and what is wrong is said and does not loop."""

import asyncio
import json
import re
import shlex
from typing import Final

import pytest

from sandbox.catalogue import CATALOGUE, Listing
from tests.boot.page import blocks
from tests.boot.world import World
from tests.fixtures.places import ROOT
from tests.store.released_stores import dump_of, restore

pytestmark = [pytest.mark.boot, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]

BOOKS: Final[list[Listing]] = [
    book for book in CATALOGUE if book.main_cat == 13 and book.narrators and book.duration_seconds
]
SETTINGS: Final = "/etc/shelfhook/.env"
UPGRADE: Final = next(
    block.snippet.text
    for block in blocks(ROOT / "docs" / "operations.md")
    if "git pull" in block.snippet.text
)


class Hooks:
    """Completion hooks as qBittorrent runs them: the line that it was given, for torrents of these numbers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._next = 1

    async def call(self, number: int, *, meanwhile: str = "") -> None:
        """Run *number* hooks at once, beside a script of root's; every one is taken in."""
        hashes = [f"{at:040x}" for at in range(self._next, self._next + number)]
        self._next += number
        line = json.loads(await self.world.client._post("app/preferences", {}))["autorun_program"]
        quoted = shlex.join(shlex.split(line))
        calls = "\n".join(
            f"{re.sub('%[KI]', one, quoted).replace('%J', '-')} || echo failed & sleep 0.05" for one in hashes
        )
        ours = self.world.run(f"{calls}\nwait", user="qbittorrent", seconds=240)
        theirs = self.world.run(meanwhile or "true", seconds=240)
        said, _ = await asyncio.gather(ours, theirs)

        assert "failed" not in said
        await self.world.until(self.world.answers)
        assert set(hashes) <= await self.world.taken_in()


@pytest.fixture(scope="module")
def hooks(booted: World) -> Hooks:
    return Hooks(booted)


async def configure(world: World, *, without: str = "", **others: str) -> None:
    """Write settings and secrets; one secret may be left out."""
    world.inside(SETTINGS).write_text(world.example(world.settings(**others)))
    for name, value in world.secrets().items():
        file = world.inside(f"/etc/shelfhook/credentials/{name}")
        file.unlink(missing_ok=True)
        if name != without:
            file.write_text(f"{value}\n")
            file.chmod(0o600)


async def drop_in(world: World, text: str) -> None:
    """Lines of a person's for the service; none takes them away."""
    folder = world.inside("/etc/systemd/system/shelfhook.service.d")
    folder.mkdir(exist_ok=True)
    (folder / "override.conf").write_text(f"[Service]\n{text}\n" if text else "")
    await world.run("systemctl daemon-reload")


async def a_store_of_the_first_version(world: World) -> None:
    """Where the history does not have that version, its store is there to be upgraded."""
    state = world.inside("/var/lib/shelfhook")
    state.mkdir(mode=0o750)
    restore(dump_of("0.1.0"), state / "shelfhook.db")
    await world.run("chown -R shelfhook: /var/lib/shelfhook")


async def test_the_first_version_is_upgraded_while_hooks_arrive(booted, hooks):
    """The page's line of commands: no hook is lost, and settings and history stay."""
    book = BOOKS[0]
    first = "0.1.0" if booted.inside("/srv/sources/0.1.0/Makefile").exists() else "now"
    await booted.run(
        f"git clone -q ~/origin shelfhook && cd shelfhook && git checkout -q -B main {first}"
        " && git branch -q --set-upstream-to=origin/main && sudo make install PYTHON=/usr/bin/python3",
        user="alice", seconds=300,
    )  # fmt: skip
    booted.inside(SETTINGS).write_text(booted.example(booted.settings(**booted.secrets_by_setting())))
    if first == "now":
        await a_store_of_the_first_version(booted)
    await booted.run("usermod -aG shelfhook qbittorrent; systemctl restart qbittorrent-nox")
    await booted.run("systemctl enable -q --now shelfhook")
    await booted.until(booted.signed_in)
    await booted.run("cd /etc/shelfhook && sudo -u shelfhook shelfhook hook install --yes")
    await booted.finish(book)
    await booted.applied(book)
    settings = booted.inside(SETTINGS).read_text()

    await hooks.call(60, meanwhile=f"sudo -u alice bash -euc 'cd ~/shelfhook; {UPGRADE}'")

    assert booted.inside(SETTINGS).read_text() == settings
    assert book.title in [download["title"] for download in await booted.ask("/api/downloads")]
    assert (await booted.ask("/health"))["version"] != "0.1.0"


async def test_hooks_wait_while_the_service_is_stopped(booted, hooks):
    """The first one starts it again, through the socket."""
    await booted.run("systemctl stop shelfhook.service")

    await hooks.call(20)

    assert await booted.shown("ActiveState") == "active"


async def test_no_hook_is_lost_over_restarts(booted, hooks):
    """Two of them, while a hundred hooks arrive."""
    await hooks.call(100, meanwhile="systemctl restart shelfhook; sleep 1; systemctl restart shelfhook")


async def test_no_hook_is_lost_over_a_kill(booted, hooks):
    """Those that come before it is started again wait for it."""
    before = await booted.shown("MainPID")
    await booted.run(f"kill -KILL {before}")

    await hooks.call(40)

    assert await booted.shown("MainPID") != before


async def test_a_silent_daemon_is_replaced(booted, hooks):
    """The watchdog ends it, and no hook is lost; its minute is shortened here."""
    await drop_in(booted, "WatchdogSec=6s\nRestartSec=1s")
    await booted.run("systemctl restart shelfhook")
    before = await booted.shown("MainPID")
    await booted.run(f"kill -STOP {before}")

    await hooks.call(10)

    assert await booted.shown("MainPID") != before
    await drop_in(booted, "")


async def test_the_spool_keeps_what_no_one_hears(booted, hooks):
    """With both stopped, `shelfhook notify` keeps the hook, and the next start takes it in."""
    await booted.run("systemctl stop shelfhook.socket shelfhook.service")
    await booted.run(f"cd /etc/shelfhook && sudo -u shelfhook shelfhook notify {'e' * 40}")

    await booted.run("systemctl start shelfhook")

    async def look() -> bool:
        return "e" * 40 in await booted.taken_in()

    await booted.until(look)


async def test_a_wrong_setting_does_not_loop(booted, hooks):
    """A hook that waits at the socket starts it a few times only; then the socket is closed until it is fixed."""
    await configure(booted, DAILY_MAX="many")
    await booted.run("date +@%s >/srv/since")
    await booted.attempt(
        "systemctl restart shelfhook.service || true; timeout 60 curl -s http://127.0.0.1:8787/livez"
    )

    async def closed() -> bool:
        return await booted.shown("ActiveState", "shelfhook.socket") == "failed"

    await booted.until(closed)
    status = await booted.shown("ExecMainStatus")
    starts = await booted.run(
        "journalctl --no-pager -o cat -u shelfhook.service --since=$(cat /srv/since) --grep='^Starting ' | wc -l"
    )
    await configure(booted)
    await booted.run("systemctl reset-failed 'shelfhook.*' && systemctl start shelfhook")

    assert status == "78"
    assert int(starts) <= 6
    await hooks.call(2)


async def test_without_credentials_it_stands_by(booted, hooks):
    """It runs, keeps the hooks, and says what to set."""
    await configure(booted, without="mam_id")
    await booted.run("systemctl restart shelfhook")

    await hooks.call(3)
    page = await booted.run("curl -fsS http://127.0.0.1:8787/")
    await configure(booted)
    await booted.run("systemctl restart shelfhook")

    assert "/setup/mam" in page
    assert await booted.shown("ActiveState") == "active"


async def test_a_library_that_it_may_not_enter_is_said(booted, hooks):
    """It stays up; the doctor names the drop-in that opens the library."""
    await booted.run("chmod 0700 /srv/media/library && chown qbittorrent: /srv/media/library")
    await booted.run("systemctl reset-failed 'shelfhook.*'; systemctl restart shelfhook")
    before = await booted.shown("MainPID")

    said = await booted.attempt("sleep 3; cd /etc/shelfhook && sudo -u shelfhook shelfhook doctor")
    after = await booted.shown("MainPID")
    await booted.run("chmod 0755 /srv/media/library && systemctl restart shelfhook")

    assert after == before
    assert "SupplementaryGroups=" in said.said
    assert "report it" not in said.said


async def test_it_is_up_after_the_machine_booted_again(booted, hooks):
    """A hook comes through, and a book that finishes then is written."""
    book = BOOKS[1]
    await booted.machine.reboot()
    await booted.until(booted.answers)

    await booted.finish(book)
    await booted.applied(book)

    await hooks.call(2)


async def test_after_uninstall_only_what_it_says_is_left(booted):
    """Settings, store and user; no unit, program or document."""
    said = await booted.run("cd shelfhook && sudo make uninstall", user="alice")

    ours = {"/etc/shelfhook", "/var/lib/shelfhook", "/etc/systemd/system/shelfhook.service.d"}
    assert set(await booted.left()) <= ours
    assert "/var/lib/shelfhook" in said
    assert await booted.ask("/livez") is None
