"""The rules in order: the worst ruling decides, and its sentence is the explanation."""

from collections.abc import Callable
from typing import Final

from domain.matching import identity, kinds, series
from domain.matching.evidence import Evidence, Number
from domain.matching.titles import Grade
from domain.matching.verdicts import Ruling, Verdict

Rule = Callable[[Evidence], Ruling | None]

# In the order of interest to a person.
_RULES: Final[tuple[Rule, ...]] = (
    kinds.audio,
    identity.author,
    kinds.collection,
    kinds.part,
    kinds.about,
    kinds.other_work,
    identity.title,
    identity.in_series,
    identity.number,
    identity.unasked_number,
    kinds.drama,
)


def judge(evidence: Evidence) -> Ruling:
    """The verdict and its explanation."""
    rulings = [ruling for rule in _RULES if (ruling := rule(evidence))]
    agreement = Ruling(Verdict.MATCH, _agreement(evidence))
    return max(rulings, key=lambda ruling: ruling.verdict.rank, default=agreement)


def _agreement(evidence: Evidence) -> str:
    agreeing = ["title"] if evidence.asked.title else []
    agreeing += ["author"] if evidence.author is not None else []
    agreeing += ["series"] if (evidence.series or 0) >= series.SAME else []
    agreeing += ["number"] if evidence.number is Number.AGREES else []
    listed = f"{', '.join(agreeing[:-1])} and {agreeing[-1]}" if len(agreeing) > 1 else "".join(agreeing)
    slip = evidence.title is not None and evidence.title.grade is Grade.NEARLY
    return f"{listed.capitalize()} agree{', but for one letter of the title' if slip else ''}."
