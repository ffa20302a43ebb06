"""What the user sets about the cycles."""

from pathlib import Path

import pytest

from daemon.config.problems import SettingsProblemsError, load
from daemon.config.settings import Settings
from domain.cycles import CYCLES

COMPLETE = "MAM_ID=seed-of-a-session\nABS_TOKEN=a-token-of-audiobookshelf\n"


pytestmark = pytest.mark.usefixtures("bare_environment")


def settings(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(COMPLETE + text)
    return load(env_file=file)


def test_the_defaults(tmp_path: Path):
    """Search at three, enrichment half an hour later, corrections each hour, the two comparisons every few minutes."""
    schedules = settings(tmp_path, "").schedules

    assert {kind: schedule.pattern for kind, schedule in schedules.items()} == {
        "search": "0 3 * * *",
        "enrichment": "30 3 * * *",
        "refresh": "50 * * * *",
        "reconcile": "*/5 * * * *",
        "library-sync": "*/15 * * * *",
    }


def test_each_wrong_setting_is_reported_with_its_reason(tmp_path: Path):
    """All of them at once, by name."""
    with pytest.raises(SettingsProblemsError) as raised:
        settings(
            tmp_path,
            "SEARCH_CRON=0 3 * *\nENRICHMENT_CRON=61 3 * * *\nRECONCILE_CRON=often\nTIMEZONE=Mars/Base\nADOPT=some\n",
        )

    told = {one.what: one.mend for one in raised.value.problems}
    assert told["SEARCH_CRON"].startswith("has 4 fields and needs 5")
    assert "bad minute" in told["ENRICHMENT_CRON"]
    assert told["RECONCILE_CRON"].startswith("has 1 field ")
    assert told["TIMEZONE"].startswith("is not a time zone; write it like Europe/Berlin or UTC")
    assert "'category', 'all' or 'none'" in told["ADOPT"]


def test_an_empty_pattern_turns_a_cycle_off(tmp_path: Path):
    """The others keep their times, in the zone that was set."""
    schedules = settings(tmp_path, "SEARCH_CRON=\nTIMEZONE=Asia/Tokyo\nADOPT=None\n").schedules

    assert "search" not in schedules
    assert {schedule.zone.key for schedule in schedules.values()} == {"Asia/Tokyo"}


def test_each_cycle_of_the_table_has_its_setting(tmp_path: Path):
    """A cycle is due by `NAME_CRON`; none is forgotten among the settings, and none is there without a row."""
    ours = {
        name.removesuffix("_cron").replace("_", "-") for name in Settings.names() if name.endswith("_cron")
    }

    assert ours == set(CYCLES) == set(settings(tmp_path, "").schedules)
