"""The check-up: one at a time, with its progress, and its last result, also after a restart."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from daemon.config.state_dir import keep, kept
from daemon.doctor.examine import PROBES, examine
from daemon.doctor.finding import Finding, Fix, by_weight
from daemon.doctor.mending import mend
from daemon.doctor.patient import Patient
from domain.errors import ShelfhookError

FILE: Final = "check-up.json"


@dataclass(frozen=True, slots=True)
class CheckedUp:
    """A check-up's findings, those that are broken first, and when it ended."""

    ended_at: datetime
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check-up is: how many of how many probes are done, and the one that runs."""

    done: int
    probes: int
    probe: str


@dataclass
class CheckUp:
    """The check-up of one daemon.

    Args:
        patient: What is checked; the result is kept on disk where it listens, so that a check alone changes nothing.
    """

    patient: Patient
    progress: Progress | None = None
    """While one runs."""

    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last: CheckedUp | None = None

    async def __call__(self) -> Sequence[Finding]:
        """The findings of every probe, in the order of `PROBES`."""
        return await self._examine({})

    async def mend(self, fix: Fix) -> None:
        """Apply the fix that a finding offered, and probe again what it was for.

        Raises:
            NeedsPersonError: It cannot be fixed so.
        """
        await mend(self.patient, fix)
        if self._last is not None:
            stale = _concerned(self._last.findings, fix)
            await self._examine({one.name: one for one in self._last.findings if one.name not in stale})

    @property
    def last(self) -> CheckedUp | None:
        """The last result; None without one."""
        self._last = self._last or self._read
        return self._last

    async def _examine(self, known: Mapping[str, Finding]) -> Sequence[Finding]:
        async with self._turn:
            try:
                findings = await examine(self.patient, known=known, begins=self._begins)
            finally:
                self.progress = None
            self._last = CheckedUp(self.patient.parts.clock.now(), tuple(sorted(findings, key=by_weight)))
            if self.patient.listens:
                await asyncio.to_thread(keep, self._file, _RESULT.dump_json(self._last).decode())
        return findings

    def _begins(self, position: int, probe: str) -> None:
        self.progress = Progress(position, len(PROBES), probe)

    @property
    def _file(self) -> Path:
        return self.patient.parts.settings.state_dir / FILE

    @cached_property
    def _read(self) -> CheckedUp | None:
        """The result that an earlier process kept."""
        try:
            text = kept(self._file, most=_MOST_BYTES)
            return None if text is None else _RESULT.validate_json(text)
        except (ShelfhookError, ValidationError):
            return None


_MOST_BYTES: Final = 1 << 20
_RESULT: Final = TypeAdapter(CheckedUp)


def _concerned(findings: Sequence[Finding], fix: Fix) -> set[str]:
    """The probes that a fix is for, and those that need one of them."""
    concerned = {one.name for one in findings if one.fix is fix}
    for probe in PROBES:
        if concerned & set(probe.needs):
            concerned.add(probe.name)
    return concerned
