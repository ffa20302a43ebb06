"""``shelfhook doctor --fix``: what is safe is put right, and without the option nothing is."""

import json

import pytest
from doctor_reports import read, unwell


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
