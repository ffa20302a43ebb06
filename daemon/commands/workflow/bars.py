"""The report on a terminal: the same lines, above a bar for each phase."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.text import Text

from daemon.commands.workflow.plain import LineKind, Plain
from daemon.commands.workflow.results import PHASES, End, Result, Step

_STYLES: Final[Mapping[LineKind, str]] = {
    End.SUCCESS: "green",
    End.ERROR: "bold red",
    End.NOT_RUN: "yellow",
    "heading": "bold",
    None: "",
}


@dataclass(slots=True)
class Bars:
    """See `daemon.commands.workflow.results.Report`.

    Args:
        console: A terminal.
    """

    console: Console
    _progress: Progress = field(init=False)
    _tasks: dict[int, TaskID] = field(init=False, default_factory=dict)
    _plain: Plain = field(init=False)
    _phase: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Draw the empty bars."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=self.console)
        self._plain = Plain(self._line)
        for phase, title in PHASES.items():
            described = f"PHASE {phase} {title}"
            self._tasks[phase] = self._progress.add_task(described, total=None, start=False)

    def begin(self, phase: int) -> None:
        """Let its bar move."""
        self._phase = phase
        self._progress.start()
        self._progress.start_task(self._tasks[phase])
        self._plain.begin(phase)

    def expect(self, steps: int) -> None:
        """Give its bar a length."""
        self._progress.update(self._tasks[self._phase], total=steps)

    def step(self, step: Step) -> None:
        """Move its bar on."""
        self._plain.step(step)
        if step.counts:
            self._progress.advance(self._tasks[self._phase])

    def end(self, phase: int, result: Result) -> None:
        """Fill its bar after a success; else leave it as it is."""
        task = self._progress.tasks[phase]
        if result.end is End.SUCCESS:
            self._progress.update(task.id, total=task.completed or 1, completed=task.completed or 1)
        else:
            self._progress.update(task.id, total=task.total or 1)
        self._plain.end(phase, result)

    def close(self) -> None:
        """Leave the bars, and the summary below."""
        self._progress.stop()
        self._plain.close()

    def _line(self, text: str, kind: LineKind) -> None:
        self._progress.console.print(Text(text, style=_STYLES[kind]))
