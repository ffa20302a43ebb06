"""The short form of `make chaos`."""

from pathlib import Path

import pytest

from benchmarks.chaos.story import Plan, play
from tests.fixtures.examples import THOROUGH

COMPLETIONS, KILLS = (30, 4) if THOROUGH else (10, 2)


@pytest.mark.timeout(200)
async def test_nothing_is_lost_when_everything_goes_wrong(tmp_path: Path):
    """Completions through kills, locks, a failing library and a person's edits: each is applied, and right."""
    rows = await play(Plan(completions=COMPLETIONS, kills=KILLS, seed=1), tmp_path)

    assert [row for row in rows if not row["ok"]] == []


@pytest.mark.timeout(200)
@pytest.mark.databases("postgres")
async def test_several_daemons_survive_the_same(tmp_path: Path, database_url: str):
    """Four daemons share it on PostgreSQL, and two of them are killed for good."""
    plan = Plan(completions=COMPLETIONS, kills=KILLS, daemons=4, gone=2, url=database_url, seed=2)

    rows = await play(plan, tmp_path)

    assert [row for row in rows if not row["ok"]] == []
