"""The settings: what is missing, what contradicts, and what looks misspelt."""

from collections.abc import Sequence

from daemon.config.problems import contradictions, missing, misspelt
from daemon.doctor.finding import Seen, broken, good, parted, warning
from daemon.doctor.patient import Patient

_AGAIN = "and start shelfhook anew"


async def look(patient: Patient) -> Seen:
    """Read them; nobody is asked."""
    return (
        seen_in([*missing(patient.settings), *contradictions(patient.settings)])
        or _hints()
        or good("all that is needed is set")
    )


def seen_in(problems: Sequence[str]) -> Seen | None:
    """What there is to say of settings with these problems, each a sentence that ends with its mend."""
    if not problems:
        return None
    what, mends = zip(*map(parted, problems), strict=True)
    return broken("; ".join(what), f"{'; '.join(filter(None, mends)) or 'correct it'}; {_AGAIN}")


def _hints() -> Seen | None:
    hints = misspelt()
    if not hints:
        return None
    return warning("; ".join(hints), f"give them their right names, or take them out, {_AGAIN}")
