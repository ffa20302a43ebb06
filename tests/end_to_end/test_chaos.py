"""The short form of `make chaos`."""

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest

from benchmarks.chaos.fleet import CLOCK, Begin, Life
from benchmarks.chaos.story import Plan, play
from tests.fixtures.examples import THOROUGH
from tests.fixtures.forks import Forks, Program
from tests.fixtures.places import ROOT

COMPLETIONS, KILLS = (30, 4) if THOROUGH else (10, 2)


@dataclass(frozen=True, slots=True)
class ForkedLife:
    """A daemon's life in a fork; several may look at its status, so no thread waits for that."""

    program: Program

    @property
    def returncode(self) -> int | None:
        return self.program.returncode

    def send_signal(self, number: int, /) -> None:
        self.program.send_signal(signal.Signals(number))

    async def wait(self) -> int:
        while (status := self.returncode) is None:
            await CLOCK.sleep(timedelta(milliseconds=10))
        return status


@pytest.fixture
def begins(forks: Forks) -> Begin:
    async def begin(arguments: Sequence[str], environment: Mapping[str, str], output: IO[bytes]) -> Life:
        program = forks.writing(*arguments, environment=environment, folder=ROOT, output=output)
        return ForkedLife(program)

    return begin


@pytest.mark.timeout(200)
async def test_nothing_is_lost_when_everything_goes_wrong(tmp_path: Path, begins: Begin):
    """Completions through kills, locks, a failing library and a person's edits: each is applied, and right."""
    rows = await play(Plan(completions=COMPLETIONS, kills=KILLS, seed=1), tmp_path, begins=begins)

    assert [row for row in rows if not row["ok"]] == []


@pytest.mark.timeout(200)
@pytest.mark.databases("postgres")
async def test_several_daemons_survive_the_same(tmp_path: Path, database_url: str, begins: Begin):
    """Four daemons share it on PostgreSQL, and two of them are killed for good."""
    plan = Plan(completions=COMPLETIONS, kills=KILLS, daemons=4, gone=2, url=database_url, seed=2)

    rows = await play(plan, tmp_path, begins=begins)

    assert [row for row in rows if not row["ok"]] == []
