"""Searching MAM on the command line: a line for each result."""

import json
from dataclasses import replace

import pytest

from sandbox.catalogue import listing


async def test_words_of_anything_are_searched_for(shell):
    """Each result is one line at 80 columns, with the id by which it is added, and the best first."""
    _, run = await shell()

    found = await run("mam", "search", "andy", "weir", "project", "hail", "mary")

    head, *rows = [line for line in found.output.splitlines() if line.startswith(("┃", "│"))]
    assert found.exit_code == 0
    assert [cell.strip() for cell in head.strip("┃").split("┃")] == [
        "MAM id", "Title", "Narrator", "Length", "Size", "State",
    ]  # fmt: skip
    assert rows[0].split("│")[1].strip() in {"9000401", "9000402"}
    assert [line.split("│")[-2].strip() for line in rows[:2]] == ["match", "match"]
    assert all(line.split("│")[1].strip().isdigit() for line in rows)
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

    [row] = [line for line in found.output.splitlines() if "9000102" in line]
    told = [cell.strip() for cell in row.strip("│").split("│")]
    assert told[1:3] == ["The Way of Kings", "Brandon Sanderson"]
    assert told[4:6] == ["45:28", "mp3 96k"]
    assert told[7] == "57"


async def test_what_exists_is_said_in_place_of_the_verdict(shell):
    """A torrent that has a record, and another edition of that book."""
    _, run = await shell()
    await run("downloads", "add", "--mam", "9000401")

    found = await run(
        "mam", "search", "--title", "Project Hail Mary", "--author", "Andy Weir", "--limit", "50"
    )

    states = {
        cells[1].strip(): cells[-2].strip()
        for line in found.output.splitlines()
        if len(cells := line.split("│")) > 2
    }
    assert states["9000401"] == "proposed"
    assert states["9000402"].startswith("proposed (other")


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
        ((), 1, "text: holds no word to search for"),
        (("--title", " "), 78, "--title"),
        (("nothing", "like", "this"), 0, "MAM has no result for it."),
    ],
)
async def test_without_results_it_is_said(shell, arguments, status, told):
    """In a sentence; nothing found is no error."""
    _, run = await shell()

    result = await run("mam", "search", *arguments)

    assert (result.exit_code, told in result.output) == (status, True)
