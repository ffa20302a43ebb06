"""Runs the doctor, and its fixes after asking."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from typing import Any, Final

import typer
from rich.console import Console

from daemon import log
from daemon.clock import SystemClock
from daemon.commands.desk import Desk
from daemon.commands.findings import show
from daemon.commands.own_desk import opened
from daemon.config.invalid import SettingsProblemsError
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.doctor.examine import without_settings, without_store
from daemon.doctor.finding import Finding, Fix, Result
from domain.errors import BadInputError, NeedsPersonError, UnavailableError

_SECONDS: Final = 300
"""Several services, MAM in its pace among them."""

_FIXES: Final = {
    Fix.INSTALL_HOOK: "install the hook in qBittorrent, keeping any program already configured",
    Fix.CREATE_CATEGORY: "create the category in qBittorrent",
    Fix.SET_MODES: "make the files private",
}


def examine(*, fix: bool, yes: bool, quiet: bool) -> Sequence[Finding]:
    """The findings, also when the settings cannot be read."""
    try:
        settings = load()
    except SettingsProblemsError as error:
        return without_settings(error.problems)
    log.configure(level="error", form=settings.log_format, secrets=settings.secrets())
    return asyncio.run(_examine(settings, fix=fix, yes=yes, quiet=quiet))


async def _examine(settings: Settings, *, fix: bool, yes: bool, quiet: bool) -> Sequence[Finding]:
    """The findings; with *fix* those after the fixes that a person approved."""
    async with AsyncExitStack() as stack:
        try:
            desk, _ = await stack.enter_async_context(
                opened(settings, SystemClock(), command="doctor", on_a_copy=not fix)
            )
        except (NeedsPersonError, BadInputError, UnavailableError) as error:
            return without_store(error)
        with _waiting(quiet=quiet):
            findings = await _findings(desk)
        offered = [finding.fix for finding in findings if finding.fix is not None] if fix else []
        if not offered:
            return findings
        if not quiet:
            show(findings)
        agreed = [one for one in offered if yes or _agreed(findings, one)]
        for one in agreed:
            await _mend(desk, one)
        return await _findings(desk) if agreed else findings


async def _findings(desk: Desk) -> Sequence[Finding]:
    found = await asyncio.to_thread(desk.send, "/api/doctor", {}, seconds=_SECONDS)
    return [_finding(one) for one in found]


async def _mend(desk: Desk, fix: Fix) -> None:
    await asyncio.to_thread(desk.send, "/api/doctor/mend", {"fix": fix.value}, seconds=_SECONDS)


def _agreed(findings: Sequence[Finding], fix: Fix) -> bool:
    name = next(finding.name for finding in findings if finding.fix is fix)
    return typer.confirm(f"{name}: {_FIXES[fix]}?", err=True)


def _finding(values: Mapping[str, Any]) -> Finding:
    return Finding(
        name=values["name"],
        result=Result(values["result"]),
        evidence=values["evidence"],
        mend=values["mend"],
        fix=None if values["fix"] is None else Fix(values["fix"]),
    )


def _waiting(*, quiet: bool) -> AbstractContextManager[object]:
    """A sign of life on a terminal: MAM is asked in its pace, and the watcher needs a second."""
    if quiet or not sys.stdout.isatty():
        return nullcontext()
    return Console().status("running all checks …")
