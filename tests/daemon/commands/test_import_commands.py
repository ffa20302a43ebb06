"""``shelfhook import``: what goes where, what was made, what became of it."""

import json

import pytest

from daemon.commands.import_lines import note
from domain.facts import ImportMode
from tests.fixtures.imported import finished, imported, read


@pytest.fixture
def settings(make_settings, stage):
    return make_settings(import_=(ImportMode.HARDLINK,), import_dir=stage.library)


@pytest.fixture
async def book(stage, daemon):
    found = await imported(stage, daemon)
    stage.shelf.scan_library()
    await read(daemon)
    return found


async def settle(daemon):
    while await daemon.dispatcher.step():
        pass


async def test_a_dry_run_shows_each_file_and_makes_nothing(shelfhook, stage, daemon):
    """For one download and for all: from the torrent's file to its place, with its size."""
    staged, _ = await finished(stage, daemon)

    one = await shelfhook("import", "--dry-run", "1")
    every = await shelfhook("import", "--dry-run", "--all")

    for said in (one, every):
        assert said.exit_code == 0, said.output
        assert f"to {stage.library}/Andy Weir/" in said.output
        assert f"{staged.content.name}/01.m4b -> " in said.output
        assert "nothing was made" in said.output
    assert list(stage.library.iterdir()) == []


async def test_a_download_is_imported_and_taken_back(shelfhook, stage, daemon):
    """The queue does it; afterwards its row says what was made, and an undo removes it and keeps the torrent."""
    staged, _ = await finished(stage, daemon)

    begun = await shelfhook("import", "1")
    await settle(daemon)
    placed = json.loads((await shelfhook("import", "show", "1", "--json")).output)
    made = list(stage.library.rglob("*.m4b"))
    undone = await shelfhook("import", "undo", "1")
    await settle(daemon)
    listed = await shelfhook("import", "list")

    assert begun.output.startswith("the import of download 1 is planned")
    assert (placed["status"], placed["mode"]) == ("placed", "hardlink")
    assert len(made) == 2
    assert undone.exit_code == 0, undone.output
    assert "undone" in listed.output
    assert list(stage.library.rglob("*.m4b")) == []
    assert len(list((stage.downloads / staged.content.name).iterdir())) == 2


async def test_everything_that_finished_before_is_imported(shelfhook, stage, daemon):
    """One after the other."""
    await finished(stage, daemon)

    said = await shelfhook("import", "--all")
    await settle(daemon)

    assert said.output == "torrents to be imported, one after the other: 1\n"
    assert len(list(stage.library.rglob("*.m4b"))) == 2


async def test_an_import_is_shown_with_its_files(shelfhook, book):
    """Where it is in Audiobookshelf, how it was made, and every file."""
    said = (await shelfhook("import", "show", "1")).output

    assert said.startswith("download 1: Project Hail Mary by Andy Weir: placed\n")
    assert "made as hard links" in said
    assert f"in Audiobookshelf: {book.folder} (put into {book.folder})" in said
    assert f"{book.seeded.name}/01.m4b -> 01.m4b (" in said


async def test_a_table_has_a_line_for_each_import(shelfhook, book, monkeypatch):
    """Also in 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    lines = (await shelfhook("import", "list")).output.splitlines()

    assert len([line for line in lines if "placed" in line]) == 1
    assert len(lines) == 2
    assert max(map(len, lines)) <= 80


async def test_what_is_whole_needs_no_check(shelfhook, book):
    """It ends with 0."""
    said = await shelfhook("import", "check")

    assert (said.exit_code, said.output) == (0, "every imported book is as it was made\n")


async def test_a_broken_link_is_found_and_linked_again_at_a_word(shelfhook, book):
    """The check ends with 1 and changes nothing; with --fix it asks, and its work can be taken back."""
    file = book.replace("01.m4b")

    checked = await shelfhook("import", "check")
    apart = not file.samefile(book.seeded / "01.m4b")
    fixed = await shelfhook("import", "check", "--fix", "--yes")
    linked = file.samefile(book.seeded / "01.m4b")
    undone = await shelfhook("import", "unlink", "1")

    assert checked.exit_code == 1
    assert f"{file}: replaced: takes its space twice (" in checked.output
    assert "`shelfhook import check --fix`" in checked.output
    assert (apart, linked) == (True, True)
    assert f"{file}: linked again" in fixed.output
    assert undone.output == f"copied again: {file}\n"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("import", "lst"), 2, "lst is neither a download's number nor one of the commands"),
        (("import", "--dry-run"), 2, "give a download's number, or --all"),
        (("import", "3", "--all"), 2, "give a download's number, or --all"),
        (("import", "show", "7"), 1, "there is no download 7"),
        (("import", "undo", "7"), 1, "there is no download 7"),
        (("import", "7"), 1, "there is no download 7"),
        (("import", "list", "--state", "plced"), 1, "placed"),
    ],
)
async def test_what_is_typed_wrong_is_named(shelfhook, words, status, says):
    """With what would be right."""
    said = await shelfhook(*words)

    assert said.exit_code == status, said.output
    assert says in said.stderr


async def test_a_download_that_was_not_imported_says_how(shelfhook, stage, daemon):
    """The command is named."""
    await finished(stage, daemon)

    said = await shelfhook("import", "show", "1")

    assert said.stderr == "shelfhook: download 1 was not imported; `shelfhook import 1` does it\n"


async def test_what_waits_is_named_when_it_is_decided(shelfhook, book):
    """Only what waits for a person can be confirmed."""
    said = await shelfhook("import", "confirm", "1")

    assert said.stderr == "shelfhook: the import of download 1 is placed: it does not need you\n"


def test_a_note_says_how_far_a_copy_is():
    """The bytes that are copied so far."""
    one = {
        "problem_kind": None,
        "status": "placing",
        "copied": 5 << 20,
        "books": [],
        "torrent_gone": None,
        "mode": "copy",
    }

    assert note(one) == "5.0 MiB copied"
