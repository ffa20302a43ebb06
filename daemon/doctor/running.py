"""Whether a daemon runs."""

from datetime import timedelta

from daemon.doctor.finding import Seen, good, warning
from daemon.doctor.patient import Patient


async def look(patient: Patient) -> Seen:
    """Tell of the daemon that looks at itself."""
    parts = patient.parts
    if not patient.listens:
        return warning(
            f"none runs with the state directory {patient.settings.state_dir}: nothing is done on completion",
            "start it: `shelfhook serve`, or the service",
        )
    up = timedelta(seconds=round((parts.clock.now() - parts.started_at).total_seconds()))
    return good(f"version {parts.version}, at {parts.access.url}, up for {up}")
