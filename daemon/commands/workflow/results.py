"""What a phase comes to, and who is told of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class End(StrEnum):
    """How a phase ended."""

    SUCCESS = "success"
    ERROR = "error"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Result:
    """What a phase came to.

    Args:
        end: How it ended.
        said: What came of it, or why not.
        mend: What a person can do; None when `said` says it, or there is nothing to do.
    """

    end: End
    said: str
    mend: str | None = None


class Report(Protocol):
    """Who is told how the phases go."""

    def begin(self, phase: int) -> None:
        """A phase begins."""

    def expect(self, steps: int) -> None:
        """How many steps it has."""

    def step(self, what: str, said: str, *, counts: bool = True) -> None:
        """What came of a step; one that does not count is a remark."""

    def end(self, phase: int, result: Result) -> None:
        """It ended."""

    def close(self) -> None:
        """All have ended."""
