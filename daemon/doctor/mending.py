"""The fixes that shelfhook makes itself; each may be repeated."""

import asyncio
from pathlib import Path

from daemon.doctor.finding import Fix
from daemon.doctor.patient import Patient
from daemon.doctor.this_machine import too_open
from domain.errors import NeedsPersonError


async def mend(patient: Patient, fix: Fix) -> None:
    """Do one thing that a finding offered.

    Raises:
        NeedsPersonError: It cannot be fixed so; the message has the fix.
    """
    match fix:
        case Fix.INSTALL_HOOK:
            await patient.hook.install()
        case Fix.CREATE_CATEGORY:
            setup, name = patient.connections.qbittorrent.setup, patient.settings.qbittorrent_category
            if name not in await setup.categories():
                await setup.create_category(name)
        case Fix.SET_MODES:
            await asyncio.to_thread(_close, patient.settings.state_dir)


def _close(state: Path) -> None:
    for file, _, right in too_open(state):
        try:
            file.chmod(right)
        except OSError as error:
            raise NeedsPersonError(
                f"{file} belongs to another user", f"as that one, run `chmod {right:o} {file}`"
            ) from error
