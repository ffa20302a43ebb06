"""How alike two texts are. The library that tells is loaded with the first question: an idle daemon has none."""


def likeness(one: str, other: str) -> float:
    """Between 0 and 100; 100 where both are the same."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)


def edits(one: str, other: str) -> int:
    """How many letters differ, are missing, or changed places; 2 stands for any more than one."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1)
