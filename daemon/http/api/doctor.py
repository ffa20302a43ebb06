"""The doctor over HTTP: every probe at once, a finding's fix, and one service alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from daemon.doctor.check_up import CheckedUp, Progress
from daemon.doctor.finding import Finding, Fix, Result
from daemon.doctor.services import Checks
from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.words import units
from domain.retry import Wait
from domain.services import SERVICES

if TYPE_CHECKING:
    Service = str
else:  # one of the names in the table
    Service = Literal[SERVICES]


@dataclass(frozen=True, slots=True)
class Mend:
    """The fix that a finding offered."""

    fix: Fix


_DONE: Final[Mapping[Fix, str]] = {
    Fix.INSTALL_HOOK: "the hook is installed",
    Fix.CREATE_CATEGORY: "the category is created",
    Fix.SET_MODES: "no other user can read the files now",
}


@dataclass(frozen=True, slots=True)
class LastCheckUp:
    """The last result, None without one; and the progress of a check-up that runs, None while none does."""

    last: CheckedUp | None
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a service is available and accepts us, and else the fix."""

    ok: bool
    said: str
    mend: str | None


async def examine_all(api: Api) -> Reply[list[Finding]]:
    """Run every probe of the doctor."""
    findings = list(await api.check_up())
    await _go_on(api)
    broken = any(one.result is Result.BROKEN for one in findings)
    return Reply(says=_summary(findings), body=findings, refused=broken)


async def last(api: Api) -> LastCheckUp:
    """The last check-up's findings, those that are broken first, and how far one is that runs."""
    return LastCheckUp(api.check_up.last, api.check_up.progress)


async def apply(api: Api, body: Mend) -> Reply[Mend]:
    """Apply the fix that a finding offered, and check again what it was for."""
    await api.check_up.mend(body.fix)
    return Reply(says=_DONE[body.fix], body=body)


async def check(api: Api, service: Service) -> Reply[Checked]:
    """Check one service; where it refused our credentials, that is one more try."""
    found = Checked(**await Checks(api.patient)(service))
    if found.ok:
        await _go_on(api)
    return Reply(says=f"{found.said}: {found.mend}" if found.mend else found.said, body=found)


async def _go_on(api: Api) -> None:
    """Handle the events that waited for a person to fix something: this check says that it is fixed."""
    await api.parts.store.waits.wake(wait=Wait.PERSON.value, now=api.parts.clock.now())


def _summary(findings: Sequence[Finding]) -> str:
    """How many things the check-up found wrong."""
    wrong = [one for one in findings if one.result in {Result.WARNING, Result.BROKEN}]
    if not wrong:
        return "all is well"
    return f"{len(wrong)} of {units.count(len(findings), 'check', 'checks')} found a problem"
