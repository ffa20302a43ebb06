"""Searching MAM on the command line: a line for each result."""

import json
import re
from dataclasses import replace

import pytest

from domain.facts import Status
from sandbox.catalogue import listing


def read(output: str) -> list[dict[str, str]]:
    """The rows of a table, each by the heads of its columns."""
    head, *rows = output.splitlines()
    starts = [found.start() for found in re.finditer(r"(?:(?<=  )|^)\S", head)]
    columns = list(zip(starts, [*starts[1:], None], strict=True))
    return [{head[a:b].strip(): row[a:b].strip() for a, b in columns} for row in rows]


async def test_words_of_anything_are_searched_for(shell, monkeypatch):
    """Each result is one line at 80 columns, with the id by which it is added, and the best first."""
    monkeypatch.setenv("COLUMNS", "80")
    _, run = await shell()

    found = await run("mam", "search", "andy", "weir", "project", "hail", "mary")

    rows = read(found.output)
    assert found.exit_code == 0
    assert list(rows[0]) == ["Torrent", "Title", "Narrator", "Length", "State"]
    assert {row["Torrent"] for row in rows[:2]} == {"9000401", "9000402"}
    assert [row["State"] for row in rows[:2]] == ["match", "match"]
    assert max(map(len, found.output.splitlines())) <= 80


@pytest.mark.parametrize("columns", ["80", "120"])
async def test_long_names_are_cut_to_one_line(shell, stage, monkeypatch, columns):
    """Whatever others named: a row stays a row, and nothing in it steers the terminal."""
    hostile = "\x1b[2J" + "A very long name " * 30
    stage.mam.list_also(replace(listing(9000401), torrent_id=9300001, title=hostile, narrators=(hostile,)))
    monkeypatch.setenv("COLUMNS", columns)
    _, run = await shell()

    found = await run("mam", "search", "9300001")

    lines = found.output.splitlines()
    assert len([line for line in lines if "9300001" in line]) == 1
    assert max(map(len, lines)) <= int(columns)
    assert "\x1b" not in found.output


async def test_a_wide_terminal_shows_every_fact(shell, monkeypatch):
    """Author, format with bit rate, seeders and what is free, beside the rest."""
    monkeypatch.setenv("COLUMNS", "160")
    _, run = await shell()

    found = await run("mam", "search", "way", "of", "kings")

    [row] = [row for row in read(found.output) if row["Torrent"] == "9000102"]
    assert (row["Title"], row["Author"]) == ("The Way of Kings", "Brandon Sanderson")
    assert (row["Length"], row["Format"], row["Seeders"]) == ("45:28", "mp3 96k", "57")
    assert {row["Free"] for row in read(found.output)} >= {"", "VIP"}


async def test_what_exists_is_said_in_place_of_the_verdict(shell, monkeypatch):
    """A torrent that has a record, and another edition of that book."""
    monkeypatch.setenv("COLUMNS", "160")
    _, run = await shell()
    await run("downloads", "add", "--mam", "9000401")

    found = await run(
        "mam", "search", "--title", "Project Hail Mary", "--author", "Andy Weir", "--limit", "50"
    )

    states = {row["Torrent"]: row["State"] for row in read(found.output)}
    assert states["9000401"] == "proposed"
    assert states["9000402"].startswith("proposed (other")


async def test_what_is_no_book_of_the_library_is_not_called_owned(shell, monkeypatch):
    """The first volume under its other title may be the proposal; nothing of it is owned."""
    monkeypatch.setenv("COLUMNS", "160")
    _, run = await shell()
    await run("downloads", "add", "--mam", "9000901")

    found = await run("mam", "search", "harry", "potter")

    states = {row["Torrent"]: row["State"] for row in read(found.output)}
    assert (states["9000901"], states["9000902"]) == ("proposed", "perhaps a download")


async def test_a_long_state_leaves_room_for_the_title(shell, monkeypatch):
    """Or the volumes of a series would look alike in a narrow terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    one, run = await shell()
    await run("downloads", "add", "--mam", "9000401")
    await one.daemon.parts.store.downloads.update(1, status=Status.WAITING_FOR_ITEM)

    found = await run("mam", "search", "project", "hail", "mary")

    [other] = [row for row in read(found.output) if row["Torrent"] == "9000402"]
    assert other["Title"].startswith("Project Hail")
    assert other["State"].startswith("waiting for")
    assert max(map(len, found.output.splitlines())) <= 80


async def test_volumes_of_a_series_differ_in_a_narrow_terminal(shell, stage, monkeypatch):
    """Their titles begin alike; narrators and states, however long, leave them room."""
    volumes = ("the Cold", "the Winter", "the Dead", "the Deep")
    narrators = ("Marguerite Featherstone", "Bartholomew Higginbotham")
    for number, name in enumerate(volumes, 9300001):
        title = f"The Keepers of {name}"
        stage.mam.list_also(
            replace(
                listing(9000401), torrent_id=number, title=title, narrators=narrators, authors=("Jo Doe",)
            )
        )
    one, run = await shell()
    for number in range(1, 5):
        await run("downloads", "add", "--mam", str(9300000 + number))
        await one.daemon.parts.store.downloads.update(number, status=Status.WAITING_FOR_ITEM)
    monkeypatch.setenv("COLUMNS", "80")

    found = await run("mam", "search", "keepers")

    rows = read(found.output)
    assert {row["Title"] for row in rows} == {f"The Keepers of {name}" for name in volumes}
    assert max(map(len, found.output.splitlines())) <= 80


async def test_as_json_each_row_has_all_facts(shell):
    """One object a line, as the API answers it."""
    _, run = await shell()

    found = await run("mam", "search", "--editions-of", "9000401", "--json")

    rows = [json.loads(line) for line in found.output.splitlines()]
    assert {row["torrent_id"] for row in rows} >= {9000401, 9000402}
    assert {"narrators", "duration_seconds", "size_bytes", "seeders", "copies", "best"} <= set(rows[0])


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((), 2, "give words"),
        (("?!",), 1, "holds no word to search for"),
        (("--title", " "), 78, "--title"),
        (("nothing", "like", "this"), 0, "MyAnonamouse has no result for it."),
    ],
)
async def test_without_results_it_is_said(shell, arguments, status, told):
    """In a sentence; nothing found is no error."""
    _, run = await shell()

    result = await run("mam", "search", *arguments)

    assert (result.exit_code, told in result.output) == (status, True)
