"""The findings of probes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import UnavailableError
from domain.services import TITLES


class Result(StrEnum):
    """The result of a probe; `SKIPPED` says that it did not check, and its evidence says why."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    SKIPPED = "skipped"


class Fix(StrEnum):
    """The fixes that ``shelfhook doctor --fix`` can make."""

    INSTALL_HOOK = "install the hook"
    CREATE_CATEGORY = "create the category"
    SET_MODES = "set the files' modes"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one probe.

    Args:
        name: The probe's subject.
        result: How it is.
        evidence: What was found, in a line.
        mend: The exact fix; None when there is nothing to do.
        fix: The fix that shelfhook can make after asking.
    """

    name: str
    result: Result
    evidence: str
    mend: str | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding that has no name yet: a probe's own part of it."""

    result: Result
    evidence: str
    mend: str | None = None
    fix: Fix | None = None


def good(evidence: str) -> Seen:
    """All is well."""
    return Seen(Result.OK, evidence)


def warning(evidence: str, mend: str, *, fix: Fix | None = None) -> Seen:
    """It works, and could go wrong."""
    return Seen(Result.WARNING, evidence, mend, fix)


def broken(evidence: str, mend: str, *, fix: Fix | None = None) -> Seen:
    """It does not work."""
    return Seen(Result.BROKEN, evidence, mend, fix)


def unreachable(service: str, error: UnavailableError, mend: str) -> Seen:
    """A service does not answer; *mend* is used when the error has no fix. *service* is its name in `domain.dependency`."""
    return broken(f"Could not connect to {TITLES[service]}: {error.said}", error.mend or mend)


def skipped(why: str, mend: str | None = None) -> Seen:
    """It was not probed."""
    return Seen(Result.SKIPPED, why, mend)


_URGENCY: Final = (Result.BROKEN, Result.WARNING, Result.OK, Result.SKIPPED)


def by_weight(finding: Finding) -> int:
    """Sorts findings: what is broken first, then warnings."""
    return _URGENCY.index(finding.result)


_WEIGHTS: Final = {Result.SKIPPED: 0, Result.OK: 0, Result.WARNING: 1, Result.BROKEN: 2}


def exit_status(findings: Iterable[Finding]) -> int:
    """0 when all is well, 1 with warnings, 2 when something is broken."""
    return max((_WEIGHTS[finding.result] for finding in findings), default=0)
