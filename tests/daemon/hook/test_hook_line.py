"""The hook's line: split as qBittorrent splits it, recognised, and put before another program."""

from pathlib import Path

import pytest

from daemon.hook.kinds import Kind
from daemon.hook.line import HookLine, Standing, arguments
from domain.errors import BadInputError

HASH = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"
VALUES = {"%K": HASH, "%I": HASH, "%J": "-", "%N": "a %K name", "%L": ""}
HERE = HookLine(Path("/var/lib/shelfhook"), "http://127.0.0.1:8787")
THERE = HookLine(Path("/home/me/it's my state"), "http://127.0.0.1:9000")
OTHERS = [
    "/opt/cross-seed",
    '/opt/hook.py "%N" %N tail',
    '"/opt/My Programs/hook" "--x=%N" --y="%N"',
    'curl -XPOST http://localhost:2468/api/webhook?apikey=KEY -d "infoHash=%I"',
    '/bin/sh -c "script using $1" x "%N"',
    '"" "%L"',
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('hook.py "%N" tail', ["hook.py", "a %K name", "tail"]),
        ("hook.py %N tail", ["hook.py", "a %K name", "tail"]),
        ('hook.py --x="%N"', ["hook.py", '--x="a %K name"']),
        ('hook.py "--x=%N"', ["hook.py", "--x=a %K name"]),
        ('hook.py  "%L"   %L', ["hook.py", "", ""]),
        ("hook.py '%N' %x 100%%", ["hook.py", "'a %K name'", "%x", "100%%"]),
    ],
)
def test_a_line_is_split_as_qbittorrent_does(line, expected):
    """At spaces outside of quotes; quotes around a whole argument go; values come last and are not read again."""
    assert arguments(line, VALUES) == expected


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("before", ["", *OTHERS])
def test_what_is_written_is_recognised(kind, before):
    """A daemon knows its own line, of which kind it is, and which program it is chained to."""
    read = HERE.read(HERE.with_program(kind, before))

    assert (read.standing, read.kind, read.before) == (Standing.HERE, kind, before)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("before", ["", *OTHERS])
def test_another_daemons_line_is_recognised_as_such(kind, before):
    """A line of our form that leads elsewhere gives up the program that it is chained to."""
    read = HERE.read(THERE.with_program(kind, before))

    assert (read.standing, read.kind, read.before) == (Standing.ELSEWHERE, None, before)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("before", OTHERS)
def test_a_chained_program_gets_the_arguments_it_had(kind, before):
    """Behind our head the arguments of the other program are those that it got alone."""
    alone = arguments(before, VALUES)

    chained = arguments(THERE.with_program(kind, before), VALUES)

    assert chained[:2] == ["/bin/sh", "-c"]
    assert chained[3:] == ["shelfhook", HASH, HASH, "-", *alone]


@pytest.mark.parametrize(
    ("line", "standing"),
    [
        ("", Standing.ABSENT),
        ("/opt/cross-seed %I", Standing.ABSENT),
        ('/usr/bin/curl -H "@/run/secrets/hook" -d hash=%K http://shelfhook:8787/webhooks/qbittorrent', Standing.BY_HAND),
        ("/opt/both.sh shelfhook notify %K", Standing.BY_HAND),
    ],
)  # fmt: skip
def test_lines_of_others_and_those_made_by_hand(line, standing):
    """What calls shelfhook in a form of its own is told from what does not call it; both stay whole."""
    read = HERE.read(line)

    assert (read.standing, read.before) == (standing, line)


@pytest.mark.parametrize("folder", ['/srv/"state"', "/srv/%K/state", "/srv/a\nb"])
def test_a_folder_that_cannot_be_written_in_a_line_is_refused(folder):
    """QBittorrent would change such a name; the message says which setting to change."""
    with pytest.raises(BadInputError, match="STATE_DIR"):
        HookLine(Path(folder), "http://127.0.0.1:8787")


def test_no_line_holds_more_than_hashes():
    """Neither the token nor a name stands on a command line: qBittorrent logs it whole."""
    lines = [HERE.with_program(kind, before) for kind in Kind for before in ("", "/opt/x")]

    assert not [line for line in lines if "Bearer" in line or "%N" in line or "%F" in line]
