"""Whether a service can be used: the probes of it alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from daemon.doctor.examine import PROBES, seen
from daemon.doctor.finding import Result
from daemon.doctor.patient import Patient

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "mam": ("MyAnonamouse",),
    "qbittorrent": ("qBittorrent",),
    "audiobookshelf": ("Audiobookshelf", "permissions"),
    "google_books": ("Google Books",),
}
_IN_THE_WAY: Final = frozenset({"google_books"})
"""The services that a warning means are unusable now; the others' warnings are about later."""


@dataclass(frozen=True, slots=True)
class Checks:
    """Probes a service, in its pace and budget.

    A person's request is a probe at once for a service that was unavailable, and may have refused credentials
    tried once more: the check is that.
    """

    patient: Patient

    async def __call__(self, service: str) -> dict[str, Any]:
        """Whether *service* is available and accepts us (``ok``), the finding (``said``), and the fix (``mend``)."""
        self.patient.parts.dependencies[service].invite()
        usable = {Result.OK} if service in _IN_THE_WAY else {Result.OK, Result.WARNING}
        said = []
        for probe in PROBES:
            if probe.name not in _NAMES[service]:
                continue
            found = await seen(probe, self.patient)
            if found.result not in usable:
                return {"ok": False, "said": found.evidence, "mend": found.mend}
            said.append(found.evidence)
        return {"ok": True, "said": "; ".join(said), "mend": None}
