"""When cron patterns come due, over both changes of the clocks."""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.config.schedule import Schedule, checked
from daemon.config.zones import doubt, machine_zone, zone

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = datetime(2026, 3, 29, tzinfo=BERLIN)
AUTUMN = datetime(2026, 10, 25, tzinfo=BERLIN)


def due(pattern: str, day: datetime) -> list[str]:
    """The due times of a local day, as a timer sees them that looks every minute."""
    schedule = Schedule(pattern, BERLIN)
    now, end = day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)
    last, found = now - timedelta(seconds=1), []
    while now < end:
        latest = schedule.latest(now)
        if latest > last:
            found.append(latest)
            last = latest
        now += timedelta(minutes=1)
    return [moment.astimezone(BERLIN).strftime("%H:%M%z") for moment in found]


@pytest.mark.parametrize(
    ("pattern", "day", "expected"),
    [
        pytest.param("30 2 * * *", SPRING, ["03:00+0200"], id="a time that is left out comes after the gap"),
        pytest.param("30 2 * * *", AUTUMN, ["02:30+0200"], id="a time that comes twice counts once"),
        pytest.param("0 3 * * *", SPRING, ["03:00+0200"], id="the end of the gap"),
        pytest.param("0 3 * * *", AUTUMN, ["03:00+0100"], id="the hour after the second time"),
        pytest.param("0 2,3 * * *", SPRING, ["03:00+0200"], id="two that fall together are one"),
    ],
)
def test_daylight_saving(pattern, day, expected):
    """A daily cycle is due once on the days of 23 and 25 hours too."""
    assert due(pattern, day) == expected


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_intervals_follow_elapsed_time(day, hours):
    """Every five minutes is every five minutes, however long the day is."""
    assert len(due("*/5 * * * *", day)) == hours * 12


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("pattern", ["30 2 * * *", "*/5 * * * *", "0 3 * * *", "15,45 1-3 * * *"])
def test_both_directions_agree(pattern, day):
    """What comes next is what will have been the latest."""
    schedule = Schedule(pattern, BERLIN)
    now, end = day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)

    while now < end:
        coming = schedule.next_after(now)
        assert coming > now
        assert schedule.latest(coming) == coming
        assert schedule.latest(coming - timedelta(microseconds=1)) <= now
        now = coming


def test_a_pattern_that_is_years_away():
    """The 29th of February is found in both directions."""
    schedule = Schedule("0 3 29 2 *", ZoneInfo("UTC"))

    now = datetime(2026, 11, 22, tzinfo=UTC)

    assert schedule.latest(now) == datetime(2024, 2, 29, 3, tzinfo=UTC)
    assert schedule.next_after(now) == datetime(2028, 2, 29, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("0 3 * *", "has 4 fields and needs 5"),
        ("0 0 3 * * *", "has 6 fields and needs 5"),
        ("@daily", "has 1 field and needs 5"),
        ("60 3 * * *", "bad minute"),
        ("0 25 * * *", "bad hour"),
        ("0 3 * * FUNDAY", "bad day-of-week"),
        ("*/0 * * * *", "bad minute"),
        ("0 3 30 2 *", "bad day-of-month"),
        ("0 3 31 * 4#", "bad day-of-week"),
    ],
)
def test_a_wrong_pattern_is_refused(pattern, problem):
    """The message names the field and shows how a right one looks."""
    with pytest.raises(ValueError, match=re.escape(problem)):
        checked(pattern)


def test_spaces_do_not_matter():
    assert checked("  0  3\t* * *") == "0 3 * * *"
    assert checked(" ") == ""


def test_the_machines_zone(tmp_path: Path):
    """`TZ` wins over what the link to the zone file says; what names no zone is passed over."""
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/America/New_York")

    assert machine_zone({"TZ": ":Asia/Tokyo"}, link).key == "Asia/Tokyo"
    assert machine_zone({"TZ": "UTC+3nonsense"}, link).key == "America/New_York"
    assert machine_zone({}, tmp_path / "none").key == "UTC"


@pytest.mark.parametrize(
    "named",
    ["Europe/Berlin", ":Europe/Berlin", "europe/berlin", "/usr/share/zoneinfo/Europe/Berlin", "RULE", "COPY"],
)
def test_the_machines_zone_in_every_form(tmp_path: Path, named: str):
    """A name, a file and a rule are a zone with summer time, and have a name to be shown."""
    berlin = Path("/usr/share/zoneinfo/Europe/Berlin")
    if not berlin.exists() and named[-6:] in {"Berlin", "COPY"}:
        pytest.skip("this machine has no zones")
    copy = tmp_path / "localtime"
    shutil.copy(berlin, copy)
    environment = {} if named == "COPY" else {"TZ": named.replace("RULE", "CET-1CEST,M3.5.0,M10.5.0/3")}

    found = machine_zone(environment, copy)

    assert [datetime(2030, month, 1, tzinfo=found).utcoffset() for month in (1, 7)] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]
    assert found.key in {"Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3", str(copy)}
    assert doubt(environment, copy) is None


@pytest.mark.parametrize("odd", ["Mars/Base", "/etc/passwd", "/", "UTC+3nonsense", "\n"])
def test_a_zone_that_is_not_known_is_reported(tmp_path: Path, odd: str):
    """Schedules go by another one then, which is named."""
    told = doubt({"TZ": odd}, tmp_path / "none")

    assert told == "TZ names no time zone that is known here, so schedules are in UTC"


@pytest.mark.parametrize("kind", ["folder", "pipe", "nonsense", "dangling"])
def test_a_file_that_is_no_zone_is_reported(tmp_path: Path, kind: str):
    """And not waited for."""
    file = tmp_path / "localtime"
    match kind:
        case "folder":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case "dangling":
            file.symlink_to("/usr/share/zoneinfo/Mars/Base")
        case _:
            file.write_bytes(b"TZif")

    assert machine_zone({}, file).key == "UTC"
    assert doubt({}, file) == f"{file} is no time zone, so schedules are in UTC"


def test_a_machine_that_says_nothing_is_in_utc(tmp_path: Path):
    """As containers are."""
    assert machine_zone({}, tmp_path / "none").key == "UTC"
    assert doubt({}, tmp_path / "none") is None


@pytest.mark.parametrize("written", ["europe/berlin", "EUROPE/BERLIN", " Europe/Berlin "])
def test_the_case_of_a_name_does_not_matter(written: str):
    assert zone(written).key == "Europe/Berlin"


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "/etc/localtime", "Europe"])
def test_a_wrong_zone_is_refused(name):
    with pytest.raises(ValueError, match="is not a time zone"):
        zone(name)
