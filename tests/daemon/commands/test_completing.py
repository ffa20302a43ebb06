"""What the shell completes behind a command: numbers with their titles, states and cycles."""

import asyncio

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from domain.cycles import CYCLES
from domain.events import ReconcileDue
from domain.facts import RunStatus, Status
from domain.recording import Recording
from store.left_alone import LeftTorrent
from tests.fixtures.hostile_names import fill_with_hostile_names


@pytest.fixture
def press_tab(shelfhook, monkeypatch):
    """The completions of a line, each with what zsh shows beside it."""

    async def press(line, shell="zsh"):
        words = line.split(" ")
        environment = {
            "zsh": {"_TYPER_COMPLETE_ARGS": line},
            "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        }[shell] | {"_SHELFHOOK_COMPLETE": f"complete_{shell}"}
        ran = await asyncio.to_thread(CliRunner().invoke, app, [], prog_name="shelfhook", env=environment)
        return ran.output

    return press


@pytest.fixture
async def two(daemon, clock):
    """A proposal and a book that needs a person."""
    for number, status in enumerate((Status.PROPOSED, Status.NEEDS_PERSON), 1):
        recording = Recording(torrent_id=number, title=f"Book {number}", authors=("Ada Author",))
        await daemon.parts.store.downloads.create(
            recording, hashes=(None, None, None), found_by="search", status=status, now=clock.now()
        )
    candidate = {"item_id": "li_1", "title": "Book 2", "path": "/books/2", "why": "same title"}
    await daemon.parts.store.downloads.update(2, candidates=[candidate])
    left = LeftTorrent(info_hash="b" * 40, name="An album", category="music", reason="not from MyAnonamouse")
    await daemon.parts.store.left_alone.note([left], now=clock.now())
    for status in (RunStatus.DONE, RunStatus.FAILED):
        run = await daemon.parts.store.runs.start(
            "reconcile", trigger="timer", first=lambda number: ReconcileDue(run=number), now=clock.now()
        )
        await daemon.parts.store.runs.end(run.id, status=status, reason="why", now=clock.now())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("shelfhook downloads show ", ["2", "1"]),
        ("shelfhook downloads approve ", ["1"]),
        ("shelfhook downloads link 2 ", ["li_1"]),
        ("shelfhook downloads list --state need", ["needs-person"]),
        ("shelfhook import list --state und", ["undoing", "undone"]),
        ("shelfhook run ", list(CYCLES)),
        ("shelfhook runs lib", ["library-sync"]),
        ("shelfhook runs dis", ["dismiss"]),
        ("shelfhook runs dismiss ", ["2"]),
        ("shelfhook downloads left-alone --retry ", ["1"]),
        ("shelfhook retry q", ["qbittorrent"]),
        ("shelfhook pause ", ["acquisition"]),
        ("shelfhook book 1 take narr", ["narrators"]),
        ("shelfhook events show ", ["2", "1"]),
        ("shelfhook events list --state d", ["done", "dropped", "dismissed"]),
        ("shelfhook events list --kind imp", ["import.due", "import_all.due"]),
        ("shelfhook events list --book ", ["2", "1"]),
        ("shelfhook history --change ", []),
        ("shelfhook downloads link 99 ", []),
    ],
)
async def test_what_may_stand_there_is_completed(two, press_tab, line, expected):
    """In the order in which lists show it."""
    assert (await press_tab(line, "bash")).split() == expected


async def test_a_number_has_its_title_beside_it(two, press_tab):
    """Where the shell shows it."""
    shown = await press_tab("shelfhook downloads show ")

    assert "Book 1, Ada Author" in shown


async def test_no_name_harms_the_shell(press_tab, daemon, clock, book, write):
    """Names that others chose stay one line of bearable length each."""
    await fill_with_hostile_names(daemon, clock, book, write)

    for line in ("shelfhook downloads show ", "shelfhook undo ", "shelfhook events show "):
        shown = await press_tab(line)
        assert "Evil" in shown or "narrators" in shown
        assert "\x1b" not in shown
        assert "x" * 61 not in shown


def test_without_a_daemon_nothing_is_completed_and_nothing_is_said(monkeypatch, tmp_path):
    """A press of TAB is no place for an error."""
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    environment = {
        "_SHELFHOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": "shelfhook downloads show ",
        "COMP_CWORD": "3",
    }

    ran = CliRunner().invoke(app, [], prog_name="shelfhook", env=environment)

    assert (ran.output.strip(), ran.stderr) == ("", "")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("proposd", "there is no state 'proposd'; did you mean proposed?"),
        ("xyz", "there is no state 'xyz'; there are proposed, approved,"),
    ],
)
async def test_a_mistyped_state_is_named(two, shelfhook, typed, complaint):
    """With the nearest, or with all as they are typed."""
    said = await shelfhook("downloads", "list", "--state", typed)

    assert said.exit_code == 1
    assert complaint in " ".join(said.stderr.split())


@pytest.mark.parametrize("typed", ["needs-person", "needs_person", "needs you", "Needs You"])
async def test_a_state_is_typed_as_it_is_shown(two, shelfhook, typed):
    """As its slug or in the list's own words."""
    said = await shelfhook("downloads", "list", "--state", typed)

    assert "Book 2" in said.stdout
    assert "Book 1" not in said.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("downloads", "show", "999"), "there is no download 999; the newest is 2"),
        (("downloads", "approve", "999"), "there is no download 999; the newest is 2"),
        (("downloads", "link", "2", "nosuch"), "there is no library item 'nosuch'"),
        (("import", "show", "999"), "999"),
        (("runs", "999"), "there is no run 999"),
        (("runs", "dismiss", "999"), "there is no run 999; the newest is 2"),
        (("runs", "dismiss", "1"), "run 1 is done"),
        (("runs", "dismiss", "x7"), "'x7' is not a number"),
        (("runs", "dismiss"), "the number of a failed run"),
        (("runs", "search", "2"), "the number of a failed run"),
        (("downloads", "left-alone", "--retry", "77"), "there is no left-alone torrent 77; the newest is 1"),
        (("downloads", "left-alone", "--retry", "x7"), "'x7' is not a number"),
        (("downloads", "rules", "--remove", "x7"), "'x7' is not a number"),
        (("downloads", "rules", "--remove", "77"), "77"),
        (("history", "--change", "x7"), "'x7' is not a number"),
        (("events", "show", "9999"), "there is no event 9999"),
        (("events", "retry", "9999"), "there is no event 9999"),
        (("undo", "9999"), "there is no change 9999"),
        (("undo", "--run", "77"), "there is no run 77"),
        (("downloads", "undo", "77"), "there is no download 77; the newest is 2"),
        (("downloads", "show", "x7"), "'x7' is not a number"),
        (("undo", "x7"), "'x7' is not a number"),
        (("events", "retry", "1.5"), "'1.5' is not a number"),
        (("events", "show", "x7"), "'x7' is not a number"),
        (("downloads", "show", "--", "-7"), "'-7' is not a number"),
        (("pause", "foo"), "Invalid value for 'what': 'foo' is not one of 'acquisition'"),
        (("downloads", "list", "--limit", "0"), "'--limit': must be greater than or equal to 1"),
        (("run", "serch"), "there is no cycle 'serch'; did you mean search?"),
        (("runs", "serch"), "there is no cycle 'serch'; did you mean search?"),
        (("book", "nosuchbook"), "nosuchbook"),
        (("downloads", "show", "99999999999999999999"), "there is no download 99999999999999999999"),
        (("downloads", "show", "-1"), "-1"),
        (("book", "9999"), "9999"),
        (("history", "9999"), "9999"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
async def test_an_error_names_what_was_typed(two, shelfhook, arguments, complaint):
    """And never a path, a field or a thing that no person typed."""
    said = await shelfhook(*arguments)

    assert said.exit_code in {1, 2}
    assert said.stdout == ""
    assert complaint in " ".join(said.stderr.split())
    assert "path" not in said.stderr
    assert "address does not exist" not in said.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("lock", "narators"), "there is no field 'narators'; did you mean narrators?"),
        (("take", "narrators", "audibel"), "there is no source 'audibel'; did you mean audible?"),
        (("lock", "zzz"), "there is no field 'zzz'; there are narrators, abridged, duration-tag,"),
    ],
)
async def test_a_mistyped_field_or_source_is_named(shelfhook, daemon, book, arguments, complaint):
    """With the nearest, or with all as they are typed."""
    said = await shelfhook("book", book.id, *arguments)

    assert (said.exit_code, said.stdout) == (1, "")
    assert complaint in said.stderr
