"""This machine's clock, against those of the services."""

from datetime import timedelta
from typing import Final

from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient

_WORTH_A_WORD: Final = timedelta(seconds=30)
_TOO_MUCH: Final = timedelta(minutes=5)
_MEND: Final = "set this machine's clock: turn on its time synchronisation (`timedatectl set-ntp true`)"


async def look(patient: Patient) -> Seen:
    """Compare by the dates of the services' last answers, which name whole seconds."""
    told = {name: one.ahead for name, one in patient.parts.dependencies.items() if one.ahead is not None}
    if not told:
        return skipped("no service has told its time yet")
    # Where they differ, the one that agrees best speaks for this machine: the others' clocks are theirs to set.
    name, ahead = min(told.items(), key=lambda one: abs(one[1]))
    evidence = f"{_seconds(ahead)} by {name}, of {len(told)} that told the time"
    if abs(ahead) < _WORTH_A_WORD:
        return good(evidence)
    return broken(evidence, _MEND) if abs(ahead) > _TOO_MUCH else warning(evidence, _MEND)


def _seconds(ahead: timedelta) -> str:
    seconds = round(ahead.total_seconds())
    if abs(seconds) <= 1:
        return "right"
    return f"{abs(seconds)} s {'behind' if seconds > 0 else 'ahead'}"
