"""The phases among the stand-ins, without a daemon unless a test starts one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from daemon.commands.workflow.plain import Plain
from daemon.commands.workflow.running import run
from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from sandbox.audiobookshelf import write_audio
from sandbox.clock import FakeClock
from sandbox.stage import Stage

Shelve = Callable[..., None]


@dataclass(frozen=True)
class Reports:
    """What a run of the phases printed, and whether all went well."""

    good: bool
    lines: tuple[str, ...]

    @property
    def headings(self) -> list[str]:
        return [line for line in self.lines if line.startswith("[PHASE ")]

    def phase(self, number: int) -> list[str]:
        """The lines of one phase below its heading's dashes, without the empty one at the end."""
        begin = next(i for i, line in enumerate(self.lines) if line.startswith(f"[PHASE {number}] "))
        end = self.lines.index("", begin)
        return list(self.lines[begin + 2 : end])

    def result(self, number: int) -> str:
        """A phase's result."""
        return next(line for line in self.phase(number) if not line.startswith("  "))


RunPhases = Callable[..., Awaitable[Reports]]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
def run_phases(make_settings: Callable[..., Settings], clock: FakeClock) -> RunPhases:
    """Runs the phases with the stage's settings and others."""

    async def perform(
        *, dry_run: bool = False, on_line: Callable[[str], None] = lambda _: None, **others: Any
    ) -> Reports:
        lines: list[str] = []

        def write(line: str) -> None:
            lines.append(line)
            on_line(line)

        good = await run(make_settings(**others), clock, Plain(lambda line, _: write(line)), dry_run=dry_run)
        return Reports(good, tuple(lines))

    return perform


@pytest.fixture
def look(make_settings: Callable[..., Settings], clock: FakeClock) -> Callable[..., Any]:
    """Opens the store as a daemon would, to see what is in it."""

    def opening(**others: Any) -> Any:
        return build(make_settings(**others), clock)

    return opening


@pytest.fixture
def shelve(stage: Stage) -> Shelve:
    """Puts a book into the library."""

    def put(title: str, author: str) -> None:
        audio = stage.library / author / title / "1.m4b"
        write_audio(audio, seconds=60, tags={"album": title, "artist": author}, size=5000)
        stage.shelf.scan_library()

    return put
