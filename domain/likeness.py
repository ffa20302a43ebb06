"""How similar two texts are. The library for it is loaded at the first call: an idle daemon does not need it."""


def likeness(one: str, other: str) -> float:
    """Between 0 and 100; 100 for equal texts."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)


def edits(one: str, other: str) -> int:
    """How many letters differ, are missing, or changed places; 2 means two or more."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1)
