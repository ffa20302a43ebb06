"""The phases, their results, and their listeners."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

PHASES: Final[Mapping[int, str]] = {
    0: "Configuration",
    1: "MyAnonamouse authentication",
    2: "Search MyAnonamouse",
    3: "Metadata extraction",
    4: "Services",
    5: "Download records",
    6: "Library update",
}
NEEDS: Final[Mapping[int, tuple[int, ...]]] = {2: (1,), 3: (2,), 5: (3,)}
"""Phase 6 needs two of the services of phase 4; phase 0 only explains why others fail."""


class End(StrEnum):
    """How a phase ended."""

    SUCCESS = "success"
    ERROR = "error"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a phase.

    Args:
        end: How it ended.
        said: The result, or why there is none.
        mend: The fix for a person; None when `said` has it, or when there is nothing to do.
    """

    end: End
    said: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The result of a step.

    Args:
        title: Its subject, or the whole text.
        detail: The result.
        counts: Whether it is one of the phase's steps, and no remark beside them.
    """

    title: str
    detail: str = ""
    counts: bool = True

    def __str__(self) -> str:
        """In one line."""
        return f"{self.title}: {self.detail}" if self.detail else self.title


class Report(Protocol):
    """Gets the progress of the phases."""

    def begin(self, phase: int) -> None:
        """A phase begins."""

    def expect(self, steps: int) -> None:
        """How many steps it has."""

    def step(self, step: Step) -> None:
        """The result of a step."""

    def end(self, phase: int, result: Result) -> None:
        """It ended."""

    def close(self) -> None:
        """All have ended."""
