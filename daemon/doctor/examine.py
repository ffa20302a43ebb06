"""All probes, in their order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from daemon.config.invalid import Problem
from daemon.doctor import (
    audiobookshelf,
    covers,
    google_books,
    hard_links,
    import_folder,
    imports,
    mam,
    odd_folders,
    path_map,
    qbittorrent,
    sidecars,
    this_machine,
    watching,
)
from daemon.doctor.finding import Finding, Result, Seen, broken, good, skipped
from daemon.doctor.patient import Patient
from domain.errors import BadInputError, NeedsPersonError, ShelfhookError, UnavailableError

_NOTHING: Final[Mapping[str, Finding]] = {}
_NOT_THERE: Final = frozenset({Result.BROKEN, Result.SKIPPED})

_OPEN: Final = "start shelfhook, or add --fix: then the store is opened, and upgraded if it is older"

_log: Final = structlog.get_logger("shelfhook.doctor")


@dataclass(frozen=True, slots=True)
class Probe:
    """Examines one thing. It is skipped unless all that it needs is in order, or nearly so.

    One that `shows_secrets` is skipped, too, where those are for the service alone; one that is `in_store`, because it
    reads or keeps something there, where that is only looked at.
    """

    name: str
    run: Callable[[Patient], Awaitable[Seen]]
    needs: tuple[str, ...] = ()
    shows_secrets: bool = False
    in_store: bool = False


PROBES: Final = (
    Probe("settings", this_machine.probe_settings),
    Probe("private files", this_machine.probe_private_files),
    Probe("database", this_machine.probe_database),
    Probe("daemon", this_machine.probe_daemon),
    Probe("MyAnonamouse", mam.probe, ("database",), shows_secrets=True, in_store=True),
    Probe("Google Books", google_books.probe, ("database",), shows_secrets=True, in_store=True),
    Probe("Audiobookshelf", audiobookshelf.probe, shows_secrets=True),
    Probe("permissions", audiobookshelf.probe_permissions, ("Audiobookshelf",)),
    Probe("metadata precedence", audiobookshelf.probe_precedence, ("permissions",)),
    Probe("covers", covers.probe, ("permissions",)),
    Probe("same files", audiobookshelf.probe_same_files, ("permissions",)),
    Probe("import folder", import_folder.probe, ("permissions",)),
    Probe("metadata files", sidecars.probe, ("database",), in_store=True),
    Probe("qBittorrent", qbittorrent.probe, shows_secrets=True),
    Probe("category", qbittorrent.probe_category, ("qBittorrent",)),
    Probe("hook", qbittorrent.probe_hook, ("qBittorrent",)),
    Probe("hook's round trip", qbittorrent.probe_round_trip, ("hook",)),
    Probe("path map", path_map.probe, ("qBittorrent", "permissions", "same files")),
    Probe("watcher", watching.probe),
    Probe("folder shapes", odd_folders.probe, ("database", "watcher"), in_store=True),
    Probe("writing", imports.probe_writing),
    Probe("hard links", hard_links.probe, ("qBittorrent", "writing")),
    Probe("free disk", this_machine.probe_free_disk, ("qBittorrent",)),
    Probe("clock", this_machine.probe_clock),
)


async def examine(
    patient: Patient,
    *,
    known: Mapping[str, Finding] = _NOTHING,
    begins: Callable[[int, str], None] = lambda _position, _name: None,
) -> tuple[Finding, ...]:
    """The findings of every probe, in the order of `PROBES`.

    Nothing changes except what a check needs: a hidden file that is created and removed, MAM's session as the site
    renews it, and one of the day's requests to Google Books.

    Args:
        patient: What is checked.
        known: Findings that are taken as they are, by name.
        begins: Called with each probe's place and name before it runs.
    """
    for service in patient.parts.dependencies.values():
        service.invite()  # a person's request is a probe at once, and one more try
    found: dict[str, Finding] = {}
    for position, probe in enumerate(PROBES):
        if probe.name in known:
            found[probe.name] = known[probe.name]
            continue
        begins(position, probe.name)
        found[probe.name] = _named(probe, await _outcome(probe, patient, found))
    return tuple(found.values())


async def _outcome(probe: Probe, patient: Patient, found: Mapping[str, Finding]) -> Seen:
    """What a probe finds, if nothing that it needs is missing among what was *found* before."""
    lacking = next((need for need in probe.needs if found[need].result in _NOT_THERE), None)
    if probe.shows_secrets and this_machine.hidden_secrets(patient) is not None:
        lacking = "daemon"
    if lacking is not None:
        return skipped(f"needs: {lacking}")
    if probe.in_store and patient.looked_at is not None:
        return skipped("needs the store, which is only looked at", _OPEN)
    return await seen(probe, patient)


def without_settings(problems: Sequence[Problem]) -> tuple[Finding, ...]:
    """The findings while the settings cannot be read."""
    return _only("settings", this_machine.seen_in(problems) or good(""))


def without_store(error: ShelfhookError) -> tuple[Finding, ...]:
    """The findings while the store cannot be opened, without which no session may be used."""
    what, mend = error.what, error.mend
    if isinstance(error, BadInputError):
        problem = Problem.of(error)
        what, mend = problem.what, problem.mend
    return _only(
        "database",
        broken(what, mend or "see that the server of DATABASE_URL runs, and that this machine can reach it"),
    )


def _only(name: str, seen: Seen) -> tuple[Finding, ...]:
    """One finding, and all others skipped for its sake."""
    return tuple(_named(probe, seen if probe.name == name else skipped(f"needs: {name}")) for probe in PROBES)


def _named(probe: Probe, seen: Seen) -> Finding:
    return Finding(probe.name, seen.result, seen.evidence, seen.mend, seen.fix)


async def seen(probe: Probe, patient: Patient) -> Seen:
    """The finding of one probe; that it could not check is a finding too."""
    try:
        return await probe.run(patient)
    except ShelfhookError as error:
        if isinstance(error, UnavailableError) and error.service == "store":
            return skipped("needs: database")
        return broken(error.what, error.mend or _next_step(error))
    except OSError as error:
        _log.warning("probe_failed", probe=probe.name, reason=str(error))
        return broken(
            f"{error.filename or 'a file'}: {error.strerror or error}",
            "let this user use it, and run the check again",
        )
    except Exception as error:  # noqa: BLE001 - the other probes still run
        _log.exception("probe_failed", probe=probe.name)
        return broken(
            f"internal error in shelfhook ({type(error).__name__})",
            "the log has the details; please report it",
        )


def _next_step(error: ShelfhookError) -> str:
    """What to do about an error that does not say it."""
    match error:
        case UnavailableError():
            return "check that it is running and reachable from here, and retry"
        case NeedsPersonError():
            return "follow the message, and run the check again"
    return "check its log, and run the check again"
