"""Room on the disks."""

import asyncio
import shutil
from typing import Final

from daemon.doctor.finding import Seen, broken, good, warning
from daemon.doctor.patient import Patient
from domain.guardian import SPARE_BYTES

_GIB: Final = 1 << 30
_NEEDED: Final = 64 << 20
"""For the store to go on: its log of writes, and the copy before an upgrade."""


async def look(patient: Patient) -> Seen:
    """Look at the disk of the state directory, and ask qBittorrent about its own."""
    state = patient.settings.state_dir
    here = (await asyncio.to_thread(shutil.disk_usage, state)).free
    theirs = await patient.connections.qbittorrent.free_space()
    told = f"{here / _GIB:.1f} GiB free at {state}, {_shown(theirs)} where qBittorrent saves"
    if here < _NEEDED:
        return broken(told, f"make room at {state}: the store needs it")
    if theirs is not None and theirs < SPARE_BYTES:
        return broken(
            told,
            f"make room where qBittorrent saves: below {SPARE_BYTES / _GIB:.0f} GiB nothing is downloaded",
        )
    if here < SPARE_BYTES:
        return warning(told, f"make room at {state}")
    return good(told)


def _shown(size: int | None) -> str:
    return "an unknown amount" if size is None else f"{size / _GIB:.1f} GiB"
