"""Who else may read what is secret: the state directory, and .env."""

import asyncio
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from daemon.config.sources import ENV_FILE
from daemon.doctor.finding import Fix, Seen, good, warning
from daemon.doctor.patient import Patient
from daemon.hook.access import TOKEN_FILE

_SHARED: Final = 0o750
"""The state directory of our service: its group, qBittorrent's user among it, comes to the hook's header."""


async def look(patient: Patient) -> Seen:
    """Compare the files' modes with what they should be."""
    state = patient.settings.state_dir
    wrong = await asyncio.to_thread(too_open, state)
    if not wrong:
        return good(f"nobody else can read {state}")
    modes = ", ".join(f"{file} ({now:o})" for file, now, _ in wrong)
    commands = " && ".join(f"chmod {right:o} {shlex.quote(str(file))}" for file, _, right in wrong)
    return warning(f"open to others: {modes}", commands, fix=Fix.SET_MODES)


def too_open(state: Path) -> list[tuple[Path, int, int]]:
    """The files that others may read: each with its mode and the one that it should have."""
    return list(_too_open(state))


def _too_open(state: Path) -> Iterator[tuple[Path, int, int]]:
    mode = _mode(state)
    shared = mode & 0o070 == 0o050  # noqa: PLR2004 - the group enters
    if mode & 0o027 or (mode & 0o070 and not shared):
        yield state, mode, _SHARED if shared else 0o700
    for file in (state / TOKEN_FILE, ENV_FILE):
        if file.is_file() and _mode(file) & 0o007:
            yield file, _mode(file), _mode(file) & 0o770
    if shared:
        for file in sorted(state.glob("*.db*")):
            if _mode(file) & 0o077:
                yield file, _mode(file), 0o600


def _mode(file: Path) -> int:
    return file.stat().st_mode & 0o777
