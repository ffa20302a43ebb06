"""The doctor over HTTP: every probe at once, a finding's fix, and one service alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daemon.doctor.examine import examine
from daemon.doctor.finding import Finding, Fix, Result
from daemon.doctor.mending import mend
from daemon.doctor.services import Checks
from daemon.http.answers import Reply
from daemon.http.api.context import Api
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


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a service is available and accepts us, and else the fix."""

    ok: bool
    said: str
    mend: str | None


async def examine_all(api: Api) -> Reply[list[Finding]]:
    """Run every probe of the doctor."""
    findings = list(await examine(api.patient))
    await _go_on(api)
    broken = any(one.result is Result.BROKEN for one in findings)
    return Reply(says=_summary(findings), body=findings, refused=broken)


async def apply(api: Api, body: Mend) -> Mend:
    """Apply the fix that a finding offered."""
    await mend(api.patient, body.fix)
    return body


async def check(api: Api, service: Service) -> Reply[Checked]:
    """Check one service; where it refused our credentials, that is one more try."""
    found = Checked(**await Checks(api.patient)(service))
    if found.ok:
        await _go_on(api)
    return Reply(says=f"{found.said}: {found.mend}" if found.mend else found.said, body=found)


async def _go_on(api: Api) -> None:
    """Handle the events that waited for a person to fix something: this check says that it is fixed."""
    await api.claims.wake(wait=Wait.PERSON.value, now=api.parts.clock.now())


def _summary(findings: Sequence[Finding]) -> str:
    """How many things the check-up found wrong."""
    wrong = [one for one in findings if one.result in {Result.WARNING, Result.BROKEN}]
    return f"{len(wrong)} of {len(findings)} probes found a problem" if wrong else "all is well"
