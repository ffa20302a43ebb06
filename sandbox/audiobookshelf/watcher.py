"""The server's own folder watcher, on the stand-in's clock: facts/audiobookshelf.md 4."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sandbox.audiobookshelf.disk import is_unfinished, walk
from sandbox.audiobookshelf.library import Database, Library
from sandbox.audiobookshelf.scanning import Scanner
from sandbox.audiobookshelf.watched import scan_changes

RENAME_WINDOW: Final = timedelta(seconds=2)
LAG: Final = timedelta(seconds=0.3)
QUIET: Final = timedelta(seconds=10)
# A file still being written is polled every 3 s and was taken 8.4 s after its last write.
UNTOUCHED: Final = timedelta(seconds=8.1)
GIVES_UP: Final = timedelta(seconds=600)

Signature = tuple[int, int, int]


@dataclass(slots=True)
class _Pending:
    """A file that appeared, moved or went, in seconds of the clock."""

    seen_at: float
    event_at: float
    signature: Signature | None
    changed_at: float


@dataclass(slots=True)
class Watcher:
    """Compares the folders with how they looked before, and takes what is new once it is quiet.

    Only appearing, moving and going are noticed: a file that grows is not, once it was taken.
    """

    scanner: Scanner
    _seen: dict[str, dict[str, Signature]] = field(default_factory=dict)
    _pending: dict[tuple[str, str], _Pending] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The scanner's."""
        return self.scanner.database

    @property
    def is_waiting(self) -> bool:
        """Whether something was noticed and is not taken yet."""
        return bool(self._pending)

    def restart(self) -> None:
        """Start again: the present files are not reported."""
        self._pending.clear()
        self._seen = {library.id: _snapshot(library) for library in self.database.libraries.values()}

    def look(self) -> None:
        """Notice what changed since the last look, and take what has been quiet for long enough."""
        for library in self.database.libraries.values():
            now_there = _snapshot(library)
            if not library.settings["disableWatcher"]:
                self._notice(library, now_there)
            self._seen[library.id] = now_there
        now = self.database.clock.monotonic()
        self._forget_endless(now)
        if self._pending and all(self._ready(one, now) for one in self._pending.values()):
            self._take()

    def hint(self, library: Library, rel: str) -> None:
        """Someone says that this file came, moved or went."""
        now = self.database.clock.monotonic()
        signature = _snapshot(library).get(rel)
        self._pending[library.id, rel] = _Pending(now, now, signature, now - UNTOUCHED.total_seconds())

    def _notice(self, library: Library, there: dict[str, Signature]) -> None:
        before = self._seen.get(library.id, {})
        now = self.database.clock.monotonic()
        went = {before[rel][0] for rel in before.keys() - there.keys()}
        came = {there[rel][0] for rel in there.keys() - before.keys()}
        for rel in sorted(before.keys() ^ there.keys()):
            signature = there.get(rel)
            ino = signature[0] if signature else before[rel][0]
            delay = LAG if ino in went & came else RENAME_WINDOW + LAG
            if not is_unfinished(rel):
                event_at = now + delay.total_seconds()
                self._pending[library.id, rel] = _Pending(now, event_at, signature, now)
        for rel in before.keys() & there.keys():
            pending = self._pending.get((library.id, rel))
            if pending is not None and pending.signature != there[rel]:
                pending.signature, pending.changed_at = there[rel], now

    def _ready(self, one: _Pending, now: float) -> bool:
        quiet = now - one.event_at >= QUIET.total_seconds()
        return quiet and (one.signature is None or now - one.changed_at >= UNTOUCHED.total_seconds())

    def _forget_endless(self, now: float) -> None:
        for key, one in list(self._pending.items()):
            if now - one.seen_at > GIVES_UP.total_seconds() and not self._ready(one, now):
                del self._pending[key]

    def _take(self) -> None:
        taken, self._pending = self._pending, {}
        for library in self.database.libraries.values():
            rels = {rel for library_id, rel in taken if library_id == library.id}
            if rels:
                outcome = scan_changes(self.scanner, library, rels)
                self.database.tell("item_added", outcome.added)
                self.database.tell("item_updated", [*outcome.updated, *outcome.missing])


def _snapshot(library: Library) -> dict[str, Signature]:
    return {file.rel: file.signature for file in walk(library.folder)}
