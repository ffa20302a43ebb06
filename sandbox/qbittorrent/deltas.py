"""How qBittorrent sends only what changed."""

from collections.abc import Mapping
from typing import Any


class Deltas:
    """What one session got last, and from it what is new; facts/qbittorrent.md 2, sync_maindata.

    A `rid` that is not the last one of this session is answered with everything.
    """

    def __init__(self) -> None:
        self._rid = 0
        self._torrents: dict[str, dict[str, Any]] = {}
        self._state: dict[str, Any] = {}

    def answer(
        self, *, rid: int, torrents: Mapping[str, dict[str, Any]], state: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The body of an answer to ``sync/maindata``."""
        full = rid == 0 or rid != self._rid
        if full:
            self._torrents, self._state = {}, {}
        body: dict[str, Any] = {"rid": self._rid + 1}
        if full:
            body["full_update"] = True
        if changed := self._changed(torrents):
            body["torrents"] = changed
        if removed := [own for own in self._torrents if own not in torrents]:
            body["torrents_removed"] = removed
        if new := {name: value for name, value in state.items() if self._state.get(name) != value}:
            body["server_state"] = new
        self._rid += 1
        self._torrents = {own: dict(fields) for own, fields in torrents.items()}
        self._state = dict(state)
        return body

    def _changed(self, torrents: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        changed = {
            own: {
                name: value
                for name, value in fields.items()
                # The key is the hash: it is not among the fields.
                if name != "hash" and self._torrents.get(own, {}).get(name, ...) != value
            }
            for own, fields in torrents.items()
        }
        return {own: fields for own, fields in changed.items() if fields}
