"""All probes, in their order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from daemon.doctor import (
    audiobookshelf,
    category,
    clock,
    free_disk,
    google_books,
    hard_links,
    hook,
    mam,
    path_map,
    permissions,
    precedence,
    private_files,
    qbittorrent,
    round_trip,
    running,
    same_files,
    settings,
    watching,
)
from daemon.doctor import this_machine as database
from daemon.doctor.finding import Finding, Result, Seen, broken, good, parted, skipped
from daemon.doctor.patient import Patient
from domain.errors import NeedsPersonError, ShelfhookError, UnavailableError

Look = Callable[[Patient], Awaitable[Seen]]

_log: Final = structlog.get_logger("shelfhook.doctor")


@dataclass(frozen=True, slots=True)
class Probe:
    """A look at one thing. It is skipped unless all that it needs is in order, or nearly so."""

    name: str
    look: Look
    needs: tuple[str, ...] = ()


PROBES: Final = (
    Probe("settings", settings.look),
    Probe("private files", private_files.look),
    Probe("database", database.look),
    Probe("daemon", running.look),
    Probe("MAM", mam.look, ("database",)),
    Probe("Google Books", google_books.look, ("database",)),
    Probe("Audiobookshelf", audiobookshelf.look),
    Probe("permissions", permissions.look, ("Audiobookshelf",)),
    Probe("metadata precedence", precedence.look, ("permissions",)),
    Probe("same files", same_files.look, ("permissions",)),
    Probe("qBittorrent", qbittorrent.look),
    Probe("category", category.look, ("qBittorrent",)),
    Probe("hook", hook.look, ("qBittorrent",)),
    Probe("hook's round trip", round_trip.look, ("hook",)),
    Probe("path map", path_map.look, ("qBittorrent", "permissions", "same files")),
    Probe("watcher", watching.look),
    Probe("hard links", hard_links.look, ("qBittorrent", "watcher")),
    Probe("free disk", free_disk.look, ("qBittorrent",)),
    Probe("clock", clock.look),
)


async def examine(patient: Patient) -> tuple[Finding, ...]:
    """What every probe finds, in the order of `PROBES`.

    Nothing is changed but what looking needs: a hidden file that is made and removed, MAM's session as the site
    renews it, and one of the day's requests to Google Books.
    """
    for service in patient.parts.dependencies.values():
        service.breaker.invite()  # a person who asks does not wait for the next probe
    found: dict[str, Finding] = {}
    for probe in PROBES:
        found[probe.name] = _named(probe, await _seen(probe, patient, found))
    return tuple(found.values())


def without_settings(problems: Sequence[str]) -> tuple[Finding, ...]:
    """What is found while the settings cannot be read."""
    return _only("settings", settings.seen_in(problems) or good(""))


def without_store(error: ShelfhookError) -> tuple[Finding, ...]:
    """What is found while the store cannot be opened, without which no session may be used."""
    what, advice = parted(str(error))
    return _only("database", broken(what, advice or "see that DATABASE_URL is right"))


def _only(name: str, seen: Seen) -> tuple[Finding, ...]:
    """One finding, and all others skipped for its sake."""
    return tuple(_named(probe, seen if probe.name == name else skipped(f"needs: {name}")) for probe in PROBES)


def _named(probe: Probe, seen: Seen) -> Finding:
    return Finding(probe.name, seen.result, seen.evidence, seen.mend, seen.fix)


async def _seen(probe: Probe, patient: Patient, before: Mapping[str, Finding]) -> Seen:
    for need in probe.needs:
        if before[need].result in {Result.BROKEN, Result.SKIPPED}:
            return skipped(f"needs: {need}")
    try:
        return await probe.look(patient)
    except UnavailableError as error:
        if error.service == "store":
            return skipped("needs: database")
        return broken(str(error), "see that it runs and can be reached from here, and look again")
    except NeedsPersonError as error:
        what, mend = parted(str(error))
        return broken(what, mend or "do what it says, and look again")
    except ShelfhookError as error:
        return broken(str(error), "see what its log says, and look again")
    except Exception as error:  # noqa: BLE001 - the other probes have something to say all the same
        _log.exception("probe_failed", probe=probe.name)
        return broken(f"a fault in shelfhook ({type(error).__name__})", "its log says more: please report it")
