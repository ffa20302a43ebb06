"""What happened, in a few words: the same ones on the page and in the command line."""

from collections.abc import Mapping
from typing import Final

from daemon.words.wording import capital, named

_DUE: Final = ".due"

EVENTS: Final[Mapping[str, str]] = {
    "torrent.finished": "Torrent finished",
    "library.changed": "Library folder changed",
    "download.approved": "Download approved",
    "cover.due": "Cover wanted",
    "chapters.due": "Chapters to check",
    "sidecar.due": "Metadata file to check",
    "import.due": "Import to do",
    "import_all.due": "Next torrent to import",
}
"""By kind; the events of a cycle are called as the cycle is."""

_REPORTS: Final[Mapping[str, str]] = {
    "reconcile": "Found finished by the reconcile cycle",
    "person": "Checked, as you asked",
    "library": "Checked, as the library changed",
    "listing": "Checked, as its listing changed",
    "import": "Checked for its import",
}
"""The events of a completion that the torrent client did not report, by `domain.events.Report`."""


def cycle_title(name: str) -> str:
    """A cycle's name for people: "Library sync"."""
    return capital(named(name.replace("-", "_")))


def event_name(kind: str, event: Mapping[str, object]) -> str:
    """What happened, in a few words."""
    report = _REPORTS.get(str(event.get("report", "")))
    return report or EVENTS.get(kind) or cycle_title(kind.removesuffix(_DUE))
