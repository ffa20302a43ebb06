"""The hook's line: split as qBittorrent splits it, recognised, and put before another program."""

import subprocess
import sys
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
    """What calls shelfhook in a form of its own is distinguished from what does not call it; both stay whole."""
    read = HERE.read(line)

    assert (read.standing, read.before) == (standing, line)


@pytest.mark.parametrize("before", ["", *OTHERS])
@pytest.mark.parametrize("kind", Kind)
def test_an_older_form_of_our_line_is_renewed(kind, before):
    """A line that leads here with other options of curl, or to a program that moved, keeps its kind and what it runs beside."""
    line = THERE.with_program(kind, before)
    older = line.replace("--retry 60 --retry-delay 2 --retry-max-time 120", "--retry 6 --retry-delay 2")
    older = older.replace(f"{Path(sys.executable).parent}/shelfhook", "/opt/before/bin/shelfhook")

    read = THERE.read(older)

    assert older != line
    assert (read.standing, read.kind, read.before) == (Standing.OUTDATED, kind, before)
    assert HERE.read(older).standing is Standing.ELSEWHERE


def test_nothing_in_an_address_is_the_shells(tmp_path):
    """Signs of the shell in HOOK_URL, HOOK_HEADER_FILE or STATE_DIR stay part of one argument of curl."""
    nasty = ";touch${IFS}PWNED;`touch${IFS}PWNED`;$(touch${IFS}PWNED)&'|<>*~"
    line = HookLine(Path("/srv") / nasty[:30], f"http://127.0.0.1:9/{nasty}", f"/run/{nasty}")
    [shell, option, script, name, *hashes, program] = arguments(
        line.with_program(Kind.CURL, "/bin/true"), VALUES
    )
    shown = script.replace("/usr/bin/curl", "printf '%s\\n'").replace(" & shift", " ; wait; shift")

    ran = subprocess.run(
        [shell, option, shown, name, *hashes, program],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert list(tmp_path.iterdir()) == []
    assert ran.stdout.splitlines()[-1] == f"http://127.0.0.1:9/{nasty}/webhooks/qbittorrent"
    assert f"@/run/{nasty}" in ran.stdout.splitlines()


@pytest.mark.parametrize("folder", ['/srv/"state"', "/srv/%K/state", "/srv/a\nb"])
def test_a_folder_that_cannot_be_written_in_a_line_is_refused(folder):
    """QBittorrent would change such a name; the message says which setting to change."""
    with pytest.raises(BadInputError, match="STATE_DIR"):
        HookLine(Path(folder), "http://127.0.0.1:8787")
    with pytest.raises(BadInputError, match="HOOK_HEADER_FILE"):
        HookLine(Path("/srv"), "http://127.0.0.1:8787", folder)


def test_no_line_holds_more_than_hashes():
    """Neither the token nor a name stands on a command line: qBittorrent logs it whole."""
    lines = [HERE.with_program(kind, before) for kind in Kind for before in ("", "/opt/x")]

    assert not [line for line in lines if "Bearer" in line or "%N" in line or "%F" in line]
