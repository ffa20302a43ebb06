"""What the doctor found, as lines or as a table."""

import sys
from collections.abc import Sequence
from typing import Final

import typer

from daemon.commands.tables import safe
from daemon.doctor.finding import Finding, Result, by_weight, exit_status

_COLOURS: Final = {
    Result.OK: "green",
    Result.WARNING: "yellow",
    Result.BROKEN: "bold red",
    Result.SKIPPED: "dim",
}
_VERDICTS: Final = ("all is well", "it works, with warnings", "something is broken")


def show(findings: Sequence[Finding]) -> None:
    """Print them, what is broken first, each with its fix: in colours on a terminal, plain lines elsewhere."""
    ordered = sorted(findings, key=by_weight)
    if sys.stdout.isatty():
        _table(ordered)
    else:
        for finding in ordered:
            typer.echo(f"{finding.result:<8} {finding.name}: {safe(finding.evidence)}")
            if finding.mend is not None:
                typer.echo(f"{'':<8} fix: {safe(finding.mend)}")
    typer.echo(_VERDICTS[exit_status(findings)])
    if any(finding.fix for finding in findings):
        typer.echo("`shelfhook doctor --fix` fixes some of these")


def _table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, show_header=False)
    for finding in findings:
        result = Text(finding.result.value, style=_COLOURS[finding.result])
        said = Text(safe(finding.evidence))
        if finding.mend is not None:
            said.append(f"\nfix: {safe(finding.mend)}", style="bold")
        shown.add_row(result, Text(finding.name), said)
    Console().print(shown)
