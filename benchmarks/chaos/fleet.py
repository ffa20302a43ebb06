"""Daemons as processes that are killed and started again."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final, Protocol

from benchmarks._children import ROOT
from benchmarks.chaos.hurried import HurriedClock
from daemon.clock import SystemClock

CLOCK: Final = SystemClock()
_LOOK: Final = timedelta(milliseconds=10)
_PATIENCE_SECONDS: Final = 60
_MOST_RESTARTS: Final = 25
"""A database that does not answer ends a daemon that starts; the service manager tries again."""


class Life(Protocol):
    """What is used of a process."""

    @property
    def returncode(self) -> int | None:
        """None while it runs."""

    def send_signal(self, signal: int, /) -> None:
        """Nothing where it has ended."""

    async def wait(self) -> int:
        """The status, once it has ended."""


Begin = Callable[[Sequence[str], Mapping[str, str], IO[bytes]], Awaitable[Life]]
"""Starts Python with arguments and an environment; its output goes into the file."""


async def begin(arguments: Sequence[str], environment: Mapping[str, str], output: IO[bytes]) -> Life:
    """A process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=dict(environment), cwd=ROOT, stdout=output, stderr=output
    )


@dataclass(slots=True)
class Member:
    """One daemon with a state directory of its own.

    Args:
        state: The directory.
        environment: Its settings.
        speed: How fast time passes for it.
        epoch: When that began.
        begin: How a life of it begins.
        ahead: The seconds that it skipped since.
    """

    state: Path
    environment: Mapping[str, str]
    speed: float
    epoch: float
    begin: Begin
    ahead: float = 0.0
    gone: bool = False
    restarts: int = 0
    process: Life | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        """Everything that it said, over all its lives."""
        return self.state.with_name(f"{self.state.name}.log")

    @property
    def clock(self) -> HurriedClock:
        """Its time."""
        return HurriedClock(self.speed, self.epoch, self.ahead)

    async def skip(self, duration: timedelta) -> None:
        """Stop, and go on as if so much time had passed meanwhile."""
        await self.stop()
        self.ahead += duration.total_seconds()
        await self.start()

    @property
    def takes_hooks(self) -> bool:
        """Whether it has said where."""
        return (self.state / "hook.url").exists()

    async def start(self) -> None:
        """Begin a life; it is ready when `ready` returns."""
        self.state.mkdir(parents=True, exist_ok=True)
        (self.state / "hook.url").unlink(missing_ok=True)
        with self.log.open("ab") as output:
            times = (str(self.speed), repr(self.epoch), repr(self.ahead))
            self.process = await self.begin(
                ("-m", "benchmarks.chaos.hurried", *times), self.environment, output
            )

    async def ready(self) -> None:
        """Return once it takes hooks; one that ended by itself is started again, as a service manager does."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self._is_up():
                await CLOCK.sleep(_LOOK)

    async def _is_up(self) -> bool:
        assert self.process is not None
        if self.process.returncode is not None:
            self.restarts += 1
            assert self.restarts <= _MOST_RESTARTS, self.log.read_text()[-4000:]
            await self.start()
        return self.takes_hooks

    async def kill(self) -> None:
        """End this life without a warning."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int | None:
        """End it as a service manager does; its exit status."""
        if self.process is None:
            return None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    def said(self) -> list[dict[str, Any]]:
        """The lines of its log; one that a kill cut short is left out."""
        lines: list[dict[str, Any]] = []
        if not self.log.exists():
            return lines
        for line in self.log.read_text(errors="replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                continue
        return lines
