"""``shelfhook workflow``."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.commands.errors import told
from daemon.commands.look import AsJson

if TYPE_CHECKING:
    from daemon.commands.workflow.results import Report
    from daemon.config.settings import Settings
    from domain.clock import Clock


@told
def workflow(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing anywhere, only look.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the six phases now: configuration, MAM, search, metadata, services, records and library."""
    from daemon import log
    from daemon.clock import SystemClock
    from daemon.commands.workflow.refusal import refuse
    from daemon.config.problems import SettingsProblemsError, contradictions, load

    report = _report(as_json=as_json)
    try:
        settings = load(complete=False)
        problems = contradictions(settings)
    except SettingsProblemsError as error:
        problems = list(error.problems)
    if problems:
        refuse(problems, report)
        raise typer.Exit(1)
    log.configure(level="warning", form=settings.log_format, secrets=settings.secrets())
    if not asyncio.run(run(settings, SystemClock(), report, dry_run=dry_run)):
        raise typer.Exit(1)


async def run(settings: "Settings", clock: "Clock", report: "Report", *, dry_run: bool) -> bool:
    """Run the phases, here or by asking the daemon that has the store; whether none failed."""
    from daemon.commands.workflow.following import Follow
    from daemon.commands.workflow.opening import opened
    from daemon.commands.workflow.phases import Workflow

    if dry_run:
        settings = settings.model_copy(update={"dry_run": True})
    async with opened(settings, clock) as (asked, mover):
        follow = Follow(asked=asked, mover=mover, clock=clock)
        return await Workflow(asked=asked, follow=follow, report=report, dry_run=dry_run)()


def _report(*, as_json: bool) -> "Report":
    from daemon.commands.workflow.plain import JsonLines, Plain

    if as_json:
        return JsonLines(typer.echo)
    if not sys.stdout.isatty():
        return Plain(typer.echo)
    from rich.console import Console

    from daemon.commands.workflow.bars import Bars

    return Bars(Console(highlight=False, soft_wrap=True))
