"""Who looks: the daemon that runs, which has the sessions, or this process while none does."""

import asyncio
import os
import pwd
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from daemon.commands.desk import ask, tell
from daemon.config.settings import Settings
from daemon.doctor.examine import PROBES, examine
from daemon.doctor.finding import Finding, Fix, Result, Seen, parted
from daemon.doctor.mending import mend
from daemon.doctor.patient import Patient
from daemon.doctor.settings import seen_in
from daemon.wiring.daemon import build
from domain.clock import Clock
from domain.errors import BadInputError, NeedsPersonError, ShelfhookError, UnavailableError

_SECONDS: Final = 300
"""Several services, MAM in its pace among them."""


class Doctor(Protocol):
    """Looks, and mends."""

    async def findings(self) -> Sequence[Finding]:
        """What every probe finds."""

    async def mend(self, fix: Fix) -> None:
        """Do what a finding offered."""


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[Doctor]:
    """The daemon of this state directory, where it answers; else a daemon of this process that does nothing.

    The latter leaves behind what a start would: the store, and MAM's session as the site renewed it.
    """
    if await asyncio.to_thread(_answers, settings.state_dir):
        yield There(settings.state_dir)
        return
    if (owner := await asyncio.to_thread(_other_owner, settings.state_dir)) is not None:
        # What we would leave there would be closed to that one's daemon.
        yield Shut(f"{settings.state_dir} is {owner}'s: run `sudo -u {owner} shelfhook doctor`")
        return
    async with AsyncExitStack() as stack:
        try:
            daemon = await stack.enter_async_context(build(usable(settings), clock))
        except (NeedsPersonError, BadInputError, UnavailableError) as error:
            yield Shut(str(error))
        else:
            yield Here(replace(daemon.patient, settings=settings, listens=False))


def _answers(state: Path) -> bool:
    try:
        ask(state, "/livez")
    except UnavailableError:
        return False
    except (ShelfhookError, ValueError):
        return True  # it says something, if only that it is not well
    return True


def _other_owner(state: Path) -> str | None:
    """Whose the state directory is; None where it is ours, or not there yet."""
    try:
        owner = state.stat().st_uid
    except OSError:
        return None
    if owner == os.geteuid():
        return None
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return str(owner)


def without_settings(problems: Sequence[str]) -> tuple[Finding, ...]:
    """What is found while the settings cannot be read."""
    return _only("settings", seen_in(problems) or Seen(Result.OK, ""))


@dataclass(frozen=True, slots=True)
class There:
    """A daemon that runs."""

    state: Path

    async def findings(self) -> Sequence[Finding]:
        """Let it look."""
        found = await asyncio.to_thread(tell, self.state, "/api/doctor", {}, seconds=_SECONDS)
        return [_finding(one) for one in found]

    async def mend(self, fix: Fix) -> None:
        """Let it mend."""
        await asyncio.to_thread(tell, self.state, "/api/doctor/mend", {"fix": fix.value}, seconds=_SECONDS)


@dataclass(frozen=True, slots=True)
class Here:
    """This process."""

    patient: Patient

    async def findings(self) -> Sequence[Finding]:
        """Look."""
        return await examine(self.patient)

    async def mend(self, fix: Fix) -> None:
        """Mend."""
        await mend(self.patient, fix)


@dataclass(frozen=True, slots=True)
class Shut:
    """Nobody, since the store cannot be opened, and without it no session may be used."""

    why: str

    async def findings(self) -> Sequence[Finding]:
        """The store is what is broken."""
        what, advice = parted(self.why)
        return _only("database", Seen(Result.BROKEN, what, advice or "see that DATABASE_URL is right"))

    async def mend(self, fix: Fix) -> None:
        """Nothing."""
        raise NeedsPersonError(f"cannot {fix.value}: {self.why}")


def _only(name: str, seen: Seen) -> tuple[Finding, ...]:
    """One finding, and all others skipped for its sake."""
    return tuple(
        Finding(name, seen.result, seen.evidence, seen.mend)
        if probe.name == name
        else Finding(probe.name, Result.SKIPPED, f"needs: {name}")
        for probe in PROBES
    )


def _finding(told: Mapping[str, Any]) -> Finding:
    return Finding(
        name=told["name"],
        result=Result(told["result"]),
        evidence=told["evidence"],
        mend=told["mend"],
        fix=None if told["fix"] is None else Fix(told["fix"]),
    )


def usable(settings: Settings) -> Settings:
    """Half of a login is none: MAM's client is made without, and is not asked anything."""
    if settings.mam_username and settings.mam_password:
        return settings
    return settings.model_copy(update={"mam_username": None, "mam_password": None})
