"""The report in lines: for a person, and for machines."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from daemon.commands.workflow.results import PHASES, End, Result, Step

LineKind = End | Literal["heading"] | None
DASHES: Final = "-" * 36
_WORDS: Final = {End.SUCCESS: "Success", End.ERROR: "Error", End.NOT_RUN: "Not run"}


def on_one_line(text: str) -> str:
    """Others' words cannot break a line or steer a terminal."""
    return "".join(one if one.isprintable() else " " for one in text)


@dataclass(slots=True)
class Plain:
    """See `daemon.commands.workflow.results.Report`: headings, steps, results and a summary.

    Args:
        write: Takes a line, and its kind: a heading, or the result of a phase that ended so; None for others.
    """

    write: Callable[[str, LineKind], None]
    _results: dict[int, Result] = field(default_factory=dict, init=False)

    def begin(self, phase: int) -> None:
        """A heading."""
        self.write(f"[PHASE {phase}] {PHASES[phase]}...", "heading")
        self.write(DASHES, None)

    def expect(self, steps: int) -> None:
        """Nothing to show."""

    def step(self, step: Step) -> None:
        """A line."""
        self.write(on_one_line(f"  {step}"), None)

    def end(self, phase: int, result: Result) -> None:
        """The result, and the fix."""
        self._results[phase] = result
        self.write(on_one_line(f"{_WORDS[result.end]}: {result.said}"), result.end)
        if result.mend is not None:
            self.write(on_one_line(f"  What to do: {result.mend}"), None)
        self.write("", None)

    def close(self) -> None:
        """The summary."""
        self.write("Summary", None)
        self.write(DASHES, None)
        for phase, result in self._results.items():
            self.write(
                on_one_line(f"  PHASE {phase} {PHASES[phase]}: {_WORDS[result.end]}, {result.said}"), None
            )


@dataclass(slots=True)
class JsonLines:
    """See `daemon.commands.workflow.results.Report`: a JSON object for each beginning, step and end, and the summary.

    Args:
        write: Takes a line.
    """

    write: Callable[[str], None]
    _phase: int = field(default=0, init=False)
    _results: list[dict[str, Any]] = field(default_factory=list, init=False)

    def begin(self, phase: int) -> None:
        """Which phase."""
        self._phase = phase
        self._line("begin", title=PHASES[phase])

    def expect(self, steps: int) -> None:
        """How many steps."""
        self._line("expect", steps=steps)

    def step(self, step: Step) -> None:
        """One step."""
        self._line("step", what=step.title, said=step.detail, counts=step.counts)

    def end(self, phase: int, result: Result) -> None:
        """The result."""
        outcome = {"result": result.end.value, "said": result.said, "mend": result.mend}
        self._results.append({"phase": phase, **outcome})
        self._line("end", **outcome)

    def close(self) -> None:
        """The summary: whether all went well, and each result."""
        good = all(one["result"] != End.ERROR for one in self._results)
        self.write(json.dumps({"event": "summary", "ok": good, "phases": self._results}, ensure_ascii=False))

    def _line(self, event: str, **values: Any) -> None:
        self.write(json.dumps({"phase": self._phase, "event": event, **values}, ensure_ascii=False))
