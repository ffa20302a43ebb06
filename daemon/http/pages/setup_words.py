"""The words of the set-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from daemon.setup.steps import Step, StepState
from daemon.setup.tried import Fact, FactName
from daemon.words import units

TITLES: Final[Mapping[Step, str]] = {
    Step.MAM: "Connect MyAnonamouse",
    Step.AUDIOBOOKSHELF: "Connect Audiobookshelf",
    Step.QBITTORRENT: "Connect qBittorrent",
    Step.FOLDERS: "Find the library's folders",
    Step.HOOK: "Install the completion hook",
    Step.LIBRARY: "Read the library",
}

STATES: Final[Mapping[StepState, tuple[str, str]]] = {
    StepState.OPEN: ("to do", "act"),
    StepState.OPTIONAL: ("optional", "idle"),
    StepState.SET: ("set, not tested", "wait"),
    StepState.WRONG: ("does not work", "bad"),
    StepState.DONE: ("done", "good"),
}
"""Each state's words and colour."""

PURPOSES: Final[Mapping[Step, str]] = {
    Step.MAM: "Its listings say who reads a book, how long it is and whether it is abridged.",
    Step.AUDIOBOOKSHELF: "The library, whose books get these facts.",
    Step.QBITTORRENT: "It reports finished torrents, and downloads what you approve.",
    Step.FOLDERS: "With them a new book is noticed at once, and recognised by its files.",
    Step.HOOK: "qBittorrent then reports each finished torrent at once.",
    Step.LIBRARY: "The books that are there already; this happens by itself.",
}

FACTS: Final[Mapping[FactName, str]] = {
    FactName.ACCOUNT: "Account",
    FactName.CLASS: "Class",
    FactName.RATIO: "Ratio",
    FactName.UNSATISFIED: "Unsatisfied torrents",
    FactName.VERSION: "Version",
    FactName.USER: "User",
    FactName.LIBRARIES: "Libraries",
    FactName.TORRENTS: "Torrents",
    FactName.FINISHED: "Finished torrents of the category",
    FactName.CATEGORIES: "Categories",
    FactName.BOOKS_HERE: "Newest books found in these folders",
    FactName.TORRENTS_PLACED: "Finished torrents that are in the library",
}


@dataclass(frozen=True, slots=True)
class Label:
    """How a field is shown: its name, a hint below it, and the kind of input."""

    text: str
    hint: str
    kind: str = "text"


FIELDS: Final[Mapping[str, Label]] = {
    "mam_id": Label("Session", "The value that MyAnonamouse shows when the session is made.", "password"),
    "abs_url": Label("Address", "Where Audiobookshelf runs, such as http://localhost:13378.", "url"),
    "abs_token": Label("API key", "Audiobookshelf shows it once, when it is made.", "password"),
    "qbittorrent_url": Label("Address", "Of its Web UI, such as http://localhost:8080.", "url"),
    "qbittorrent_username": Label("User name", "Empty where this machine may log in without."),
    "qbittorrent_password": Label("Password", "Of the Web UI.", "password"),
    "qbittorrent_api_key": Label(
        "API key", "qBittorrent 5.2 or later, instead of name and password.", "password"
    ),
    "qbittorrent_category": Label("Category", "The one that your audiobooks have in qBittorrent."),
    "library_dirs": Label(
        "Library folders", "As this machine sees them, separated by colons. Empty: they are searched for."
    ),
    "path_map": Label(
        "Path map", "Folders that the programs see under different paths. Empty: it is worked out.", "lines"
    ),
}


def fact(one: Fact) -> str:
    """A fact's value."""
    value = one.value if isinstance(one.value, str) else _figure(one.value)
    return value if one.of is None else f"{value} of {units.number(one.of)}"


def _figure(value: float) -> str:
    return units.number(value) if isinstance(value, int) else f"{value:.2f}"
