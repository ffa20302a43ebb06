"""Which value is accepted when a field has several findings."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, NamedTuple

from domain.extraction.findings import Finding, Trust, V
from domain.recording import Evidence

_MOST_EVIDENCE: Final = 6
"""The limit for each field: a description can list the same thing for every book of a collection."""


_CLOSE_ENOUGH: Final = 60
"""Among equally trusted values, a coarser one comes after the finer ones: "11 hrs" after "11 hrs 12 mins"."""


class Verdict(NamedTuple, Generic[V]):
    """The accepted value of a field, why, and whether its sources disagree."""

    value: V | None = None
    evidence: tuple[Evidence, ...] = ()
    contradicted: bool = False


_NOTHING: Final[Verdict[Any]] = Verdict()


def settle(findings: Sequence[Finding[V]], same: Callable[[Finding[V], Finding[V]], bool]) -> Verdict[V]:
    """The most trusted value, if nothing contradicts it or only clearly less trusted findings do.

    A label or a proof is clearly more trusted than anything below it. Between equals, and among
    statements without a label, a contradiction leaves the field unknown.
    """
    if not findings:
        return _NOTHING
    if len(findings) == 1:
        return Verdict(findings[0].value, (findings[0].as_evidence(),))
    ordered = sorted(findings, key=lambda finding: (-finding.trust, finding.precision > _CLOSE_ENOUGH))
    first = ordered[0]
    others = [finding for finding in ordered if not same(first, finding)]
    accepted = not others or (first.trust >= Trust.LABELLED and others[0].trust < first.trust)
    kept = {(finding.source, finding.rule, str(finding.value)): finding for finding in reversed(ordered)}
    evidence = [finding.as_evidence() for finding in ordered if finding in kept.values()]
    return Verdict(
        first.value if accepted else None, tuple(evidence[:_MOST_EVIDENCE]), contradicted=bool(others)
    )
