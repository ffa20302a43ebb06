"""Running the phases, here or through the daemon that has the store."""

import asyncio
import sys
from collections.abc import Sequence

import typer
from rich.console import Console

from daemon import log
from daemon.clock import SystemClock
from daemon.commands.desk import Desk, daemon_of
from daemon.commands.own_desk import opened, refuse_without_secrets
from daemon.commands.workflow.bars import Bars
from daemon.commands.workflow.following import Asked, Follow, MovesByItself
from daemon.commands.workflow.phases import Workflow
from daemon.commands.workflow.plain import JsonLines, Plain
from daemon.commands.workflow.results import PHASES, End, Report, Result, Step
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.config.sources import state_dir, where_to_set
from daemon.process.alone import Driver
from domain.clock import Clock
from domain.counted import counted


def run_once(*, dry_run: bool, as_json: bool) -> bool:
    """Run the phases with the settings of this place, and report them here; whether none failed."""
    report = _report(as_json=as_json)
    try:
        if (running := daemon_of(state_dir())) is not None:
            # It has read its settings, and secrets that may be for it alone.
            return asyncio.run(_phases(running, None, SystemClock(), report, dry_run=dry_run))
        settings = load()
    except SettingsProblemsError as error:
        _refuse(error.problems, report)
        return False
    refuse_without_secrets(settings)
    log.configure(level="warning", form=settings.log_format, secrets=settings.secrets())
    return asyncio.run(run(settings, SystemClock(), report, dry_run=dry_run))


async def run(settings: Settings, clock: Clock, report: Report, *, dry_run: bool) -> bool:
    """Run the phases; whether none failed."""
    if dry_run:
        settings = settings.model_copy(update={"dry_run": True})
    async with opened(settings, clock, command="workflow", sole=True) as (desk, driver):
        return await _phases(desk, driver, clock, report, dry_run=dry_run)


async def _phases(desk: Desk, driver: Driver | None, clock: Clock, report: Report, *, dry_run: bool) -> bool:
    if driver is not None:
        await driver.begin()
    asked = Asked(desk)
    follow = Follow(asked=asked, mover=driver or MovesByItself(clock), clock=clock)
    return await Workflow(asked=asked, follow=follow, report=report, dry_run=dry_run)()


def _report(*, as_json: bool) -> Report:
    if as_json:
        return JsonLines(typer.echo)
    if not sys.stdout.isatty():
        return Plain(lambda line, _: typer.echo(line))
    return Bars(Console(highlight=False, soft_wrap=True))


def _refuse(problems: Sequence[Problem], report: Report) -> None:
    """Name every problem in phase 0, and run nothing."""
    for phase in PHASES:
        report.begin(phase)
        if phase == 0:
            report.expect(len(problems))
            for problem in problems:
                report.step(Step("Setting", str(problem)))
            report.end(
                phase,
                Result(
                    End.ERROR,
                    f"{counted(len(problems), 'setting is', 'settings are')} wrong",
                    f"fix them {where_to_set()}",
                ),
            )
        else:
            report.end(phase, Result(End.NOT_RUN, "it needs PHASE 0"))
    report.close()
