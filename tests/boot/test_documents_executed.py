"""README's way to a service, and every command of docs/operations.md in the order of the page, on a booted machine."""

import re

import pytest

from tests.boot import steps_of_a_person, steps_of_the_service
from tests.boot.page import Block, Player, blocks
from tests.boot.world import World
from tests.fixtures.places import ROOT

pytestmark = [pytest.mark.boot, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(900)]

STEPS = steps_of_the_service.STEPS | steps_of_a_person.STEPS
README = [block for block in blocks(ROOT / "README.md") if "sudo" in block.snippet.text]
OPERATIONS = blocks(ROOT / "docs" / "operations.md")
UPGRADE = next(at for at, block in enumerate(OPERATIONS) if "git pull" in block.snippet.text)
IN_PASSING = [
    " ".join(command.split())
    for command in re.findall(
        r"`((?:shelfhook|hook|sudo|systemctl|journalctl|make|pipx|uv)\s[^`]+)`",
        (ROOT / "docs" / "operations.md").read_text(),
    )
]
RUN_ELSEWHERE = {
    "sudo make uninstall", "sudo apt-get remove shelfhook", "sudo apt-get purge shelfhook",  # below, and before `make deb`
    "make deb", "make install", "make wheel",  # the blocks have them
    "shelfhook backup FILE", "shelfhook run", "shelfhook notify", "shelfhook demo", "shelfhook settings set",
    "systemctl reload",  # these are named without what they need
    "shelfhook retry mam",  # only where a session was refused
    "pipx inject shelfhook asyncpg", "pipx inject shelfhook python-socketio",  # where pipx is
}  # fmt: skip


async def play(world: World, block: Block) -> None:
    player = Player(world, block)
    begins = max((begins for begins in STEPS if block.snippet.text.startswith(begins)), key=len, default=None)
    if begins is None:
        await player()
    else:
        await STEPS[begins](world, player)


@pytest.mark.parametrize("block", README + OPERATIONS[:UPGRADE], ids=str)
async def test_a_block_does_what_the_page_says(booted, block: Block):
    """It runs as written, with the person's own values, and what it is for has happened."""
    await play(booted, block)


async def test_commands_in_passing_run_too(booted):
    """Those in the sentences of the page, in its order, as the service's user."""
    for command in dict.fromkeys(IN_PASSING):
        if command in RUN_ELSEWHERE:
            continue
        first = command.split()[0]
        line = {
            "shelfhook": f"sudo -u shelfhook {command}",
            "hook": f"sudo -u shelfhook shelfhook {command}",
            "systemctl": f"sudo {command} --no-pager",
            "journalctl": f"sudo {command} --no-pager",
        }.get(first, command)
        ran = await booted.attempt(f"cd /etc/shelfhook && {line}", user="alice", given="y\n")

        assert ran.status in {0, 1 if command == "shelfhook doctor" else 0}, f"{command}: {ran.said}"


@pytest.mark.parametrize("block", OPERATIONS[UPGRADE:], ids=str)
async def test_a_block_does_what_the_page_says_from_the_upgrade_on(booted, block: Block):
    """As above."""
    await play(booted, block)


async def test_every_step_is_one_of_the_page():
    """What is prepared for a block that is gone is gone, too."""
    texts = [block.snippet.text for block in README + OPERATIONS]

    assert [begins for begins in STEPS if not any(text.startswith(begins) for text in texts)] == []
    assert set(IN_PASSING) >= RUN_ELSEWHERE


async def test_removal_keeps_and_purge_takes_what_a_person_made(booted):
    """First settings and store stay; then there is no file, user or group of shelfhook's."""
    await booted.run("apt-get remove -y -qq shelfhook")
    assert booted.names("/etc/shelfhook") == [".env", "credentials"]
    assert "shelfhook.db" in booted.names("/var/lib/shelfhook")

    await booted.run("apt-get purge -y -qq shelfhook")

    assert await booted.left() == []
    assert (await booted.attempt("id shelfhook || getent group shelfhook")).status != 0
