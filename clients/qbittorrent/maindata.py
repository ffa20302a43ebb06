"""All of qBittorrent's torrents, updated by its deltas."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from clients.qbittorrent.torrents import Torrent, torrent_from
from domain.errors import UnexpectedAnswerError

if TYPE_CHECKING:
    from qbittorrentapi import Client

PATH: Final = "/api/v2/sync/maindata"

# The fields that `torrent_from` reads; the other forty are not kept.
_KEPT: Final = frozenset(
    {
        "added_on",
        "amount_left",
        "category",
        "comment",
        "completion_on",
        "content_path",
        "download_path",
        "infohash_v1",
        "infohash_v2",
        "name",
        "progress",
        "save_path",
        "size",
        "state",
        "tags",
        "tracker",
        "trackers_count",
    }
)
_OFTEN_EQUAL: Final = frozenset({"category", "download_path", "save_path", "state", "tags", "tracker"})


class Maindata:
    """qBittorrent's state from its deltas; facts/qbittorrent.md 2.

    A delta has only the fields that changed. If qBittorrent has lost its last state for us, as
    after a new login or when another program uses the same API key, it sends everything.
    """

    def __init__(self) -> None:
        self._rid = 0
        self._torrents: dict[str, dict[str, Any]] = {}
        self.free_space: int | None = None

    def pull(self, client: "Client") -> None:
        """Ask for the changes, and apply them.

        Raises:
            UnexpectedAnswerError: The answer has another form; the next call starts again with everything.
        """
        answer: Any = client.sync_maindata(rid=self._rid)
        self._rid = 0
        try:
            self._take_in(answer)
            self._rid = int(answer["rid"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnexpectedAnswerError(
                f"{PATH} answered in an unknown form", service="qbittorrent"
            ) from error

    def torrents(self) -> list[Torrent]:
        """Every torrent, as last received.

        Raises:
            UnexpectedAnswerError: A field that every version lists is missing; the next call starts again with everything.
        """
        try:
            return [torrent_from({"hash": own, **fields}) for own, fields in self._torrents.items()]
        except UnexpectedAnswerError:
            self._rid = 0
            raise

    def _take_in(self, answer: Mapping[str, Any]) -> None:
        if answer.get("full_update"):
            self._torrents.clear()
        for own, changed in answer.get("torrents", {}).items():
            self._torrents.setdefault(own.lower(), {}).update(
                (name, _shared(name, value)) for name, value in changed.items() if name in _KEPT
            )
        for own in answer.get("torrents_removed", ()):
            self._torrents.pop(own.lower(), None)
        free = answer.get("server_state", {}).get("free_space_on_disk", self.free_space)
        self.free_space = free if isinstance(free, int) and free >= 0 else None


def _shared(name: str, value: Any) -> Any:
    """Texts that thousands of torrents have in common are kept once."""
    return sys.intern(value) if name in _OFTEN_EQUAL and type(value) is str else value
