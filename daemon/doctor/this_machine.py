"""This machine: the settings, who may read secrets, the database, the daemon, space on the disk, the clock."""

import asyncio
import shlex
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from daemon.config.installation import start_command
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.problems import contradictions, doubtful_zone, missing, misspelt, not_to_be_seen
from daemon.config.reloading import AT_START, changed
from daemon.config.sources import ENV_FILE, file_read
from daemon.doctor.finding import Fix, Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.hook.access import TOKEN_FILE
from daemon.hook.files import HEADER_FILE
from daemon.words import units
from domain.counted import counted
from domain.errors import UnavailableError
from domain.fixes import RELOAD
from domain.guardian import SPARE_BYTES
from domain.services import TITLES
from store.database import Database
from store.troubles import damaged
from store.upkeep.soundness import Condition, condition, glance

_MIB = 1 << 20
_NEEDED: Final = 64 << 20
"""For the store to go on: its log of writes, and the copy before an upgrade."""
_WORTH_A_WORD: Final = timedelta(seconds=30)
_TOO_MUCH: Final = timedelta(minutes=5)
_SET_THE_CLOCK: Final = (
    "set this machine's clock: turn on its time synchronisation (`timedatectl set-ntp true`)"
)


def hidden_secrets(patient: Patient) -> Path | None:
    """The folder with secrets that a daemon which runs would have, and we do not."""
    return None if patient.listens else not_to_be_seen(patient.settings)


async def probe_settings(patient: Patient) -> Seen:
    """Read them; no service is asked."""
    if (folder := hidden_secrets(patient)) is not None:
        return skipped(f"the secrets in {folder} are for the service alone, which does not run")
    return (
        seen_in([*missing(patient.settings), *contradictions(patient.settings)])
        or await asyncio.to_thread(_changed, patient)
        or _hints()
        or good("all required settings are set")
    )


def _changed(patient: Patient) -> Seen | None:
    """The finding for settings that were changed since the daemon read them."""
    reloading = patient.parts.reloading
    if reloading.read is None or reloading.configured is None:
        return None
    try:
        given = reloading.read()
    except SettingsProblemsError as error:
        wrong = seen_in(error.problems)
        return wrong and broken(f"changed since shelfhook read them: {wrong.evidence}", wrong.mend or "")
    # LISTEN is another where a service manager handed the socket over.
    in_force = patient.settings.model_copy(update={"listen": reloading.configured.listen})
    names = changed(in_force, given)
    return warning(f"changed since shelfhook read them: {', '.join(names)}", _taken(names)) if names else None


def _taken(names: Sequence[str]) -> str:
    """The fix that lets the daemon take these settings."""
    later = [name for name in names if name.lower() in AT_START]
    if len(later) == len(names):
        return "restart shelfhook"
    return f"{RELOAD}; {', '.join(later)} counts from the next start" if later else RELOAD


def seen_in(problems: Sequence[Problem]) -> Seen | None:
    """The finding for settings with these problems."""
    if not problems:
        return None
    mends = "; ".join(dict.fromkeys(_mend_of(one) for one in problems))
    return broken("; ".join(map(_evidence_of, problems)), f"{mends}; then {RELOAD}")


def _evidence_of(problem: Problem) -> str:
    return f"{problem.what} is not right" if problem.names_only else problem.what


def _mend_of(problem: Problem) -> str:
    return f"{problem.what} {problem.mend}" if problem.names_only else problem.mend or "correct it"


def _hints() -> Seen | None:
    hints = misspelt()
    if not hints and (doubt := doubtful_zone()) is not None:
        return warning(doubt, f"set TIMEZONE, like Europe/Berlin, and {RELOAD}")
    if not hints:
        return None
    return warning("; ".join(map(str, hints)), f"correct the names or remove them, and {RELOAD}")


async def probe_private_files(patient: Patient) -> Seen:
    """Compare the files' modes with what they should be."""
    state = patient.settings.state_dir
    wrong = await asyncio.to_thread(too_open, state)
    if not wrong:
        return good(f"no other user can read the secrets in {state}")
    modes = ", ".join(f"{file} ({now:o})" for file, now, _ in wrong)
    commands = " && ".join(f"chmod {right:o} {shlex.quote(str(file))}" for file, _, right in wrong)
    return warning(f"readable by others: {modes}", commands, fix=Fix.SET_MODES)


def too_open(state: Path) -> list[tuple[Path, int, int]]:
    """The files that others may read, or replace: each with its mode and the one that it should have."""
    return list(_too_open(state))


def _too_open(state: Path) -> Iterator[tuple[Path, int, int]]:
    """Permission to enter a folder does not count: its secrets are closed by themselves."""
    mode = _mode(state)
    if mode & 0o022:
        yield state, mode, 0o700
    inside = [] if mode & 0o011 == 0 else [state / TOKEN_FILE, *sorted(state.glob("*.db*"))]
    for file in inside:
        if file.is_file() and _mode(file) & 0o077:
            yield file, _mode(file), 0o600
    for file in (*([state / HEADER_FILE] if inside else []), ENV_FILE):
        if file.is_file() and _mode(file) & 0o007:
            yield file, _mode(file), _mode(file) & 0o770


def _mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def probe_database(patient: Patient) -> Seen:
    """Take its write lock, and let SQLite check its file; only look at a PostgreSQL that is not to be changed."""
    if patient.looked_at is not None:
        return await _looked_at(patient.looked_at)
    db = patient.parts.store.db
    try:
        found = await condition(db)
    except UnavailableError as error:
        return broken(
            error.what, error.mend or f"see that {_address(db)} can be reached and written by this user"
        )
    if found.damage and db.file is not None:
        torn = damaged(db.file, "; ".join(found.damage))
        return broken(torn.what, torn.mend or "")
    if found.version != found.newest:
        return broken(
            f"its tables are of version {found.version or 'none'}, and this shelfhook's of {found.newest}",
            "restart shelfhook to upgrade them",
        )
    return good(_sizes(found))


async def _looked_at(url: str) -> Seen:
    db = Database(url)
    try:
        found = await glance(db)
    except UnavailableError as error:
        return broken(error.what, error.mend or f"see that {_address(db)} can be reached")
    finally:
        await db.close()
    version, size = found.version, f"{found.bytes / _MIB:.1f} MiB"
    if version is None:
        return good(f"{found.kind}, reachable, without tables: a start makes them")
    later = "" if version == found.newest else f", which a start upgrades to {found.newest}"
    return good(f"{found.kind}, version {version}{later}, {size}; only looked at, not changed")


def _sizes(found: Condition) -> str:
    free = "" if found.free_bytes is None else f", of which {found.free_bytes / _MIB:.1f} are free"
    return f"{found.kind}, writable and intact, version {found.version}, {found.bytes / _MIB:.1f} MiB{free}"


def _address(db: Database) -> str:
    return str(db.file) if db.file else "the server of DATABASE_URL"


async def probe_daemon(patient: Patient) -> Seen:
    """Report on the daemon that runs this check."""
    parts = patient.parts
    if not patient.listens:
        return warning(
            f"not running with the state directory {patient.settings.state_dir}: completions are not handled",
            f"start it: `{start_command(ENV_FILE)}`",
        )
    up = units.span(parts.clock.now() - parts.started_at)
    zone = patient.settings.timezone.key
    read = f"settings from {file_read() or 'the environment alone'}"
    return good(
        f"version {parts.version}, at {parts.access.url}, up for {up}; {read}; schedules are in {zone}"
    )


async def probe_free_disk(patient: Patient) -> Seen:
    """Check the disk of the state directory, and ask qBittorrent about its own."""
    state = patient.settings.state_dir
    here = (await asyncio.to_thread(shutil.disk_usage, state)).free
    theirs = await patient.connections.qbittorrent.free_space()
    there = "an unknown amount" if theirs is None else units.size(theirs)
    evidence = f"{units.size(here)} free at {state}, {there} where qBittorrent saves"
    if here < _NEEDED:
        return broken(evidence, f"free some space at {state}: the store needs it")
    if theirs is not None and theirs < SPARE_BYTES:
        return broken(
            evidence,
            f"free some space where qBittorrent saves: below {units.size(SPARE_BYTES)} nothing is downloaded",
        )
    if here < SPARE_BYTES:
        return warning(evidence, f"free some space at {state}")
    return good(evidence)


async def probe_clock(patient: Patient) -> Seen:
    """Compare by the dates of the services' last answers, which name whole seconds."""
    differences = {
        name: one.ahead for name, one in patient.parts.dependencies.items() if one.ahead is not None
    }
    if not differences:
        return skipped("the services' time is not known yet")
    # Where they differ, the one that agrees best speaks for this machine: the others' clocks are theirs to set.
    name, ahead = min(differences.items(), key=lambda one: abs(one[1]))
    evidence = f"{_ahead(ahead)} by the clock of {TITLES[name]}; {counted(len(differences), 'clock was', 'clocks were')} compared"
    if abs(ahead) < _WORTH_A_WORD:
        return good(evidence)
    return broken(evidence, _SET_THE_CLOCK) if abs(ahead) > _TOO_MUCH else warning(evidence, _SET_THE_CLOCK)


def _ahead(ahead: timedelta) -> str:
    seconds = round(ahead.total_seconds())
    if abs(seconds) <= 1:
        return "right"
    return f"{abs(seconds)} s {'behind' if seconds > 0 else 'ahead'}"
