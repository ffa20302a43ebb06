"""``shelfhook doctor`` where a daemon could not start: that is a finding, and says what to do."""

import os
import pwd

import pytest
from doctor_reports import read


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
    """A state directory that cannot be made is reported, with what depends on it skipped."""
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
    """Run by root while the service is down, it leaves nothing there, and says as which user to run it."""
    os.chown(world.state, pwd.getpwnam("nobody").pw_uid, -1)
    before = sorted(world.state.iterdir())

    status, said = await command_here(world.environment, "doctor", "--json")

    assert status == 2
    assert read(said)["database"]["mend"] == "run `sudo -u nobody shelfhook doctor`"
    assert sorted(world.state.iterdir()) == before
