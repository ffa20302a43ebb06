"""Rows for the tests of matching's rules, and the verdicts on them."""

from domain.matching import Verdict
from domain.recording import Recording, Series

MATCH, UNCERTAIN, NO_MATCH = Verdict.MATCH, Verdict.UNCERTAIN, Verdict.NO_MATCH


def row(title: str | None, *authors: str, series: str | None = None, **facts) -> Recording:
    """A row; its series are written "Mistborn #3; Cosmere"."""
    named = [entry.partition(" #") for entry in (series or "").split("; ") if entry]
    return Recording(
        title=title,
        authors=authors,
        series=tuple(Series(name=name, sequence=number or None) for name, _, number in named),
        **{"file_types": ("m4b",), "category_id": 41, **facts},
    )
