"""``shelfhook doctor``."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from daemon.commands.errors import told
from daemon.commands.look import AsJson
from daemon.commands.tables import safe
from daemon.doctor.finding import Finding, Result, exit_status

if TYPE_CHECKING:
    from daemon.config.settings import Settings

_COLOURS: Final = {
    Result.OK: "green",
    Result.WARNING: "yellow",
    Result.BROKEN: "bold red",
    Result.SKIPPED: "dim",
}
_VERDICTS: Final = ("all is well", "it works, with warnings", "something is broken")


@told
def doctor(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can safely be mended, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix, do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at everything that can be wrong, and say how to mend it. Ends with 0, with 1 for warnings, with 2 when broken.

    Nothing is changed without --fix, but a look at Google Books costs one of the day's requests.
    """
    from daemon import log
    from daemon.config.problems import SettingsProblemsError, load
    from daemon.doctor.opening import without_settings

    try:
        settings = load(complete=False)
    except SettingsProblemsError as error:
        findings: Sequence[Finding] = without_settings(error.problems)
    else:
        log.configure(level="error", form=settings.log_format, secrets=settings.secrets())
        findings = asyncio.run(_look(settings, fix=fix, yes=yes, quiet=as_json))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        show(findings)
    raise typer.Exit(exit_status(findings))


async def _look(settings: "Settings", *, fix: bool, yes: bool, quiet: bool) -> Sequence[Finding]:
    """The findings; with *fix* those after what a person let be mended."""
    from daemon.clock import SystemClock
    from daemon.doctor.mending import TOLD
    from daemon.doctor.opening import opened

    async with opened(settings, SystemClock()) as doctor:
        with _waiting(quiet=quiet):
            findings = await doctor.findings()
        offered = [finding for finding in findings if finding.fix is not None] if fix else []
        if not offered:
            return findings
        if not quiet:
            show(findings)
        mended = False
        for finding in offered:
            assert finding.fix is not None  # noqa: S101 - they were chosen so
            question = f"{finding.name}: {TOLD[finding.fix]}?"
            if yes or typer.confirm(question, err=True):
                await doctor.mend(finding.fix)
                mended = True
        return await doctor.findings() if mended else findings


def _waiting(*, quiet: bool) -> AbstractContextManager[object]:
    """A sign of life on a terminal: MAM is asked in its pace, and the watcher needs a second."""
    if quiet or not sys.stdout.isatty():
        return nullcontext()
    from rich.console import Console

    return Console().status("looking at everything …")


def show(findings: Sequence[Finding]) -> None:
    """Print them: a table on a terminal, plain lines elsewhere, and the mends below."""
    if sys.stdout.isatty():
        _table(findings)
    else:
        for finding in findings:
            typer.echo(f"{finding.result:<8} {finding.name}: {safe(finding.evidence)}")
    for finding in findings:
        if finding.mend is not None:
            typer.echo(f"{finding.name}: {safe(finding.mend)}")
    typer.echo(_VERDICTS[exit_status(findings)])
    if any(finding.fix for finding in findings):
        typer.echo("`shelfhook doctor --fix` mends some of it")


def _table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, show_header=False)
    for finding in findings:
        result = Text(finding.result.value, style=_COLOURS[finding.result])
        shown.add_row(result, Text(finding.name), Text(safe(finding.evidence)))
    Console().print(shown)
