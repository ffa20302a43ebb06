"""Faults of qBittorrent and its hook."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults import BROKEN, WARNING, WITHOUT_QBITTORRENT, Break, down, set_as_the_fix_says, up

from tests.fixtures.healthy_world import World


def client_at(address: Callable[[World], str]) -> Callable[..., None]:
    """Set qBittorrent's address; as a break or as its fix."""

    def change(world: World, _mend: str = "") -> None:
        world.environment["QBITTORRENT_URL"] = address(world)

    return change


def other_password(world: World) -> None:
    world.environment["QBITTORRENT_PASSWORD"] = "wrong"


def right_password(world: World, mend: str) -> None:
    world.environment["QBITTORRENT_PASSWORD"] = world.client.password


def without_category(world: World) -> None:
    world.client.options.categories = {"books": "", "music": ""}


def make_category(world: World, mend: str) -> None:
    assert "create the category audiobooks" in mend
    world.client.options.categories["audiobooks"] = ""


def unhook(world: World) -> None:
    world.client.options.preferences["autorun_program"] = "/opt/other %K"


def hook_elsewhere(world: World) -> None:
    preferences = world.client.options.preferences
    preferences["autorun_program"] = preferences["autorun_program"].replace("127.0.0.1", "127.0.0.2")


def unhook_without_reconciling(world: World) -> None:
    unhook(world)
    world.environment["RECONCILE_CRON"] = ""


async def run_hook_install(world: World, mend: str) -> None:
    """Install as the command in the fix does."""
    assert "`shelfhook hook install`" in mend
    async with world.daemon() as daemon:
        await daemon.patient.hook.install()


def spoil_header(world: World) -> None:
    """Let something else stand in the file that the hook takes its token from."""

    def spoil(daemon: Any) -> None:
        (world.state / "hook.hdr").write_text("Authorization: Bearer something-else-entirely\n")

    world.before_check = spoil


def restart(world: World, mend: str) -> None:
    assert "restart shelfhook" in mend
    world.before_check = lambda _: None


def client_in_a_container(world: World) -> None:
    [held] = world.client.torrents.values()
    held.fields["content_path"] = "/data/" + Path(held.fields["content_path"]).name
    held.fields["save_path"] = "/data"


def on_another_disk(world: World) -> None:
    downloads = Path("/dev/shm") / f"shelfhook-{world.state.parent.name}"
    downloads.mkdir(exist_ok=True)
    world.client.options.categories["audiobooks"] = str(downloads)


def beside_the_library(world: World, _mend: str) -> None:
    downloads = world.stage.folder / "downloads"
    downloads.mkdir()
    world.environment["QBITTORRENT_SAVE_PATH"] = str(downloads)
    shutil.rmtree(world.client.options.categories["audiobooks"])


def fill_disk(world: World) -> None:
    world.client.free_space = 1 << 20


def make_room(world: World, _mend: str) -> None:
    world.client.free_space = 1 << 40


QBITTORRENT = {
    "QBITTORRENT_URL is another server's": Break(
        "qBittorrent", BROKEN, client_at(lambda world: world.stage.shelf.url), "QBITTORRENT_URL",
        client_at(lambda world: world.client.url), WITHOUT_QBITTORRENT,
    ),
    "qBittorrent refuses the password": Break(
        "qBittorrent", BROKEN, other_password, "correct them", right_password, WITHOUT_QBITTORRENT
    ),
    "qBittorrent does not run": Break(
        "qBittorrent", BROKEN, down("client"), "qBittorrent is running", up("client"), WITHOUT_QBITTORRENT
    ),
    "the category is missing": Break(
        "category", WARNING, without_category, "create the category", make_category
    ),
    "qBittorrent runs something else": Break(
        "hook", WARNING, unhook, "shelfhook hook install", run_hook_install, {"hook's round trip"}
    ),
    "qBittorrent calls another shelfhook": Break(
        "hook", WARNING, hook_elsewhere, "shelfhook hook install", run_hook_install, {"hook's round trip"}
    ),
    "nothing tells of completions": Break(
        "hook", BROKEN, unhook_without_reconciling, "shelfhook hook install", run_hook_install,
        {"hook's round trip"},
    ),
    "the hook shows another token": Break(
        "hook's round trip", BROKEN, spoil_header, "restart shelfhook", restart
    ),
    "qBittorrent sees the library under another path": Break(
        "path map", BROKEN, client_in_a_container, "set PATH_MAP=", set_as_the_fix_says
    ),
    "downloads lie on another disk": Break(
        "hard links", WARNING, on_another_disk, "set QBITTORRENT_SAVE_PATH", beside_the_library
    ),
    "qBittorrent's disk is full": Break("free disk", BROKEN, fill_disk, "free some space", make_room),
}  # fmt: skip
