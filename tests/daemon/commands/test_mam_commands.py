"""``shelfhook mam parse`` and ``match``, on pages of the stand-in and files that are none."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner, Result

from daemon.commands.mam import app
from sandbox.clock import FakeClock
from sandbox.mam import SandboxMam

KEYS = [
    "torrent_id", "title", "authors", "narrators", "series", "duration_seconds", "abridged", "publisher",
    "release_date", "language", "file_types", "size_bytes", "files", "category_id", "added", "seeders",
    "leechers", "snatched", "tags", "evidence",
]  # fmt: skip


@pytest.fixture
async def answer(tmp_path: Path) -> Path:
    """A JSON answer of the stand-in, saved to a file."""
    async with SandboxMam(clock=FakeClock()) as mam, aiohttp.ClientSession() as http:
        body = {"tor": {"text": "Andy Weir"}, "mediaInfo": "", "description": ""}
        headers = {"Cookie": f"mam_id={mam.mam_id}"}
        async with http.post(mam.url + "/tor/js/loadSearchJSONbasic.php", json=body, headers=headers) as said:
            file = tmp_path / "answer.json"
            file.write_bytes(await said.read())
            return file


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_parse_prints_one_object_a_line(answer: Path):
    """Every row of the answer is a line with the keys in their order."""
    result = run("parse", "--json", answer)

    rows = lines(result)
    assert result.exit_code == 0
    assert {row["torrent_id"] for row in rows} >= {9000401, 9000402, 9000404}
    assert all(list(row) == KEYS for row in rows)
    [hail_mary] = [row for row in rows if row["torrent_id"] == 9000401]
    assert (hail_mary["narrators"], hail_mary["abridged"]) == (["Ray Porter"], False)
    assert hail_mary["duration_seconds"] == 58222
    assert hail_mary["evidence"]["duration_seconds"][0]["source"] == "mediainfo"


def test_parse_shows_people_where_each_fact_stood(answer: Path):
    """Without --json the facts come with the words that they were read from."""
    result = run("parse", answer)

    assert result.exit_code == 0
    assert "Project Hail Mary (9000401)" in result.stdout
    assert "narrators: Ray Porter" in result.stdout
    assert "“Unabridged”" in result.stdout


def test_a_bad_file_is_reported_and_the_others_are_printed(answer: Path, tmp_path: Path):
    """Files that are missing or none of MAM's have an error each; the status is 1."""
    other = tmp_path / "other.txt"
    other.write_text("a letter to a friend")

    result = run("parse", "--json", other, answer, tmp_path / "missing.html")

    assert result.exit_code == 1
    assert lines(result)
    assert f"{other}: " in result.stderr
    assert "missing.html: No such file or directory" in result.stderr


def test_match_ranks_the_rows(answer: Path):
    """The best comes first, each with a score, a verdict and a sentence."""
    result = run("match", "--title", "Project Hail Mary", "--author", "Andy Weir", "--json", answer)

    rows = lines(result)
    assert result.exit_code == 0
    assert all(list(row) == ["torrent_id", "score", "verdict", "why"] for row in rows)
    assert rows[0]["torrent_id"] in {9000401, 9000402}
    assert (rows[0]["verdict"], rows[0]["score"]) == ("match", 100.0)
    assert {row["verdict"] for row in rows} <= {"match", "uncertain", "no_match"}
    assert [row["verdict"] for row in rows if row["torrent_id"] == 9000404] == ["no_match"]


def test_match_for_people_is_a_table(answer: Path):
    """Without --json the verdicts stand in a table."""
    result = run("match", "--title", "The Martian", "--author", "Andy Weir", answer)

    assert result.exit_code == 0
    assert "The Martian" in result.stdout
    assert "match" in result.stdout


def test_an_empty_title_is_refused(answer: Path):
    """A title of blanks asks for nothing."""
    result = run("match", "--title", " ", "--author", "Andy Weir", answer)

    assert result.exit_code == 78
    assert "--title" in result.stderr
