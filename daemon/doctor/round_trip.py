"""Whether a call by the hook's line arrives."""

import asyncio
from datetime import datetime
from pathlib import Path

from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.hook.files import HEADER_FILE
from daemon.hook.kinds import Kind
from daemon.hook.line import CURL, Standing


async def look(patient: Patient) -> Seen:
    """Send a nonce by the very line that stands in qBittorrent, run from here; see `daemon.hook_trial`."""
    if not patient.listens:
        return skipped("no daemon runs that it could reach")
    last = patient.parts.hook_calls.last_at
    _, read = await patient.hook.found()
    if read.standing is Standing.BY_HAND or patient.hook.leads_from_elsewhere:
        return _not_from_here(last)
    if read.standing is not Standing.HERE:
        return skipped("needs: hook")
    trial = await patient.trial.by_line()
    if trial.passed:
        return good(f"{trial.said}; {_own(last)}")
    if read.kind is Kind.NOTIFY:
        return broken(trial.said, "install shelfhook again, or run `shelfhook hook install --kind curl`")
    if not await asyncio.to_thread(Path(CURL).exists):
        # Where qBittorrent is, perhaps in another container, there may be one.
        return warning(
            f"{CURL} is not here", "run `shelfhook hook test --torrent`, and install curl if that fails"
        )
    return broken(
        trial.said,
        f"start shelfhook anew, which writes {patient.settings.state_dir / HEADER_FILE} again, and see that "
        f"{patient.parts.access.url} is this machine's",
    )


def _not_from_here(last: datetime | None) -> Seen:
    if last is not None:
        return good(_own(last))
    return warning(
        "the line can only be run where qBittorrent is, and no call came from there since the start",
        "run `shelfhook hook test --torrent`, which lets qBittorrent run it",
    )


def _own(last: datetime | None) -> str:
    if last is None:
        return "from qBittorrent itself no call came since the start (`shelfhook hook test --torrent` asks for one)"
    return f"qBittorrent itself called last at {last:%Y-%m-%d %H:%M} UTC"
