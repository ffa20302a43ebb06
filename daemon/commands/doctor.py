"""``shelfhook doctor``."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import typer

from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson, safe
from daemon.doctor.finding import Finding, Result, by_weight, exit_status

_COLOURS: Final = {
    Result.OK: "green",
    Result.WARNING: "yellow",
    Result.BROKEN: "bold red",
    Result.SKIPPED: "dim",
}
_VERDICTS: Final = ("all is well", "it works, with warnings", "something is broken")


@report_errors
def doctor(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Fix what can safely be fixed, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: apply without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every service, path and setting, and say how to fix each problem. Ends with 0, with 1 for warnings, with 2 when broken.

    Nothing is changed without --fix. Without a daemon it works on a copy of the state; what MyAnonamouse renews of
    its session, and the one request to Google Books, are noted in the store where there is one.
    """
    from daemon.commands.examination import examine

    findings = examine(fix=fix, yes=yes, quiet=as_json)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        show(findings)
    raise typer.Exit(exit_status(findings))


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
