"""The steps from a first visit to the first applied book."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """One step, in the order to take them."""

    MAM = "mam"
    AUDIOBOOKSHELF = "audiobookshelf"
    QBITTORRENT = "qbittorrent"
    FOLDERS = "folders"
    HOOK = "hook"
    LIBRARY = "library"


class StepState(StrEnum):
    """How far a step is.

    `SET` is not tried yet with these values, `WRONG` was tried and did not work. `OPTIONAL` may be left out.
    """

    OPEN = "open"
    OPTIONAL = "optional"
    SET = "set"
    WRONG = "wrong"
    DONE = "done"


SERVICES: Final[Mapping[Step, str]] = {
    Step.MAM: "mam",
    Step.AUDIOBOOKSHELF: "audiobookshelf",
    Step.QBITTORRENT: "qbittorrent",
}
"""The service of each step that has one, as `domain.services` names it."""

SETTINGS: Final[Mapping[Step, tuple[str, ...]]] = {
    Step.MAM: ("mam_id",),
    Step.AUDIOBOOKSHELF: ("abs_url", "abs_token"),
    Step.QBITTORRENT: (
        "qbittorrent_url",
        "qbittorrent_username",
        "qbittorrent_password",
        "qbittorrent_api_key",
        "qbittorrent_category",
    ),
    Step.FOLDERS: ("library_dirs", "path_map"),
}
"""The settings of each step that has some, by their names in lower case."""

SECRET: Final = frozenset({"mam_id", "abs_token", "qbittorrent_password", "qbittorrent_api_key"})
"""Those that are never shown again once they were typed."""
