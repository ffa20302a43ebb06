"""The spool: completions that were reported while the daemon was down."""

import errno
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from watchfiles import awatch

from daemon.hook.calls import read_fields
from daemon.hook.notes import read_note
from domain.clock import Clock
from domain.errors import BadInputError, UnavailableError
from domain.events import TorrentFinished
from store.queue.inbox import Inbox

_STEP_MS: Final = 200
_CHECK_ANYWAY_MS: Final = 5_000
"""The interval where the kernel reports no notes, for unreadable notes, and for a note from before the watch."""

_NO_NOTE: Final = frozenset({errno.ELOOP, errno.EISDIR, errno.EACCES, errno.EPERM, errno.ENXIO, errno.ENODEV})
"""The errors of a file that will never be readable; after other errors a later try may succeed."""

_log: Final = structlog.get_logger("shelfhook.spool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """Moves notes from a folder into the inbox.

    A note is removed only after its event is on disk; taking one twice is harmless. While the store cannot take
    them, they stay. One note never holds up the others.

    Args:
        folder: Where ``shelfhook notify`` leaves them.
        inbox: Where they go.
        clock: The time.
        is_of_a_test: Whether a hash is a test's of the hook, and no completion.
    """

    folder: Path
    inbox: Inbox
    clock: Clock
    is_of_a_test: Callable[[str], bool] = lambda _: False
    _immovable: set[str] = field(default_factory=set)

    async def step(self) -> int:
        """Take every note; returns how many. An unreadable one is set aside, not lost.

        Raises:
            UnavailableError: The store takes none.
        """
        taken = 0
        for note in sorted(self.folder.glob("*.json")):
            if note.name in self._immovable or (event := self._read(note)) is None:
                continue
            if not self.is_of_a_test(event.info_hash):
                stored = await self.inbox.add(event, now=self.clock.now())
                _log.info("spool_note_taken", event_id=stored.id, duplicate=stored.duplicate)
                taken += 1
            self._remove(note)
        return taken

    async def run(self) -> None:
        """Take notes as they arrive; where the kernel does not report them, check every few seconds."""
        while True:
            try:
                await self._watch()
            except (OSError, RuntimeError) as error:  # watchfiles has both, for a limit of the kernel
                _log.warning("spool_polled", reason=str(error))
            await self.try_take()
            await self.clock.sleep(timedelta(milliseconds=_CHECK_ANYWAY_MS))

    async def _watch(self) -> None:
        async for _ in awatch(
            self.folder,
            watch_filter=None,
            recursive=False,
            debounce=2 * _STEP_MS,
            step=_STEP_MS,
            yield_on_timeout=True,
            rust_timeout=_CHECK_ANYWAY_MS,
        ):
            await self.try_take()

    async def try_take(self) -> None:
        """Take the notes, if the store and the folder allow it."""
        try:
            await self.step()
        except (UnavailableError, OSError) as error:
            _log.warning("spool_not_read", reason=str(error))

    def _read(self, note: Path) -> TorrentFinished | None:
        try:
            return read_fields(json.loads(read_note(note)))
        except FileNotFoundError:
            return None
        except (BadInputError, ValueError, RecursionError) as error:
            self._set_aside(note, error)
        except OSError as error:
            if error.errno in _NO_NOTE:
                self._set_aside(note, error)
            else:
                _log.warning("spool_note_not_read", note=_name(note), reason=error.strerror)
        return None

    def _set_aside(self, note: Path, error: Exception) -> None:
        """Give it a name that no note has, and no other file either."""
        aside = note.with_suffix(".bad")
        if os.path.lexists(aside):
            aside = note.with_suffix(f".{secrets.token_hex(8)}.bad")
        _log.warning("spool_note_set_aside", note=_name(note), reason=str(error))
        with self._if_it_can_be_moved(note):
            note.rename(aside)

    def _remove(self, note: Path) -> None:
        with self._if_it_can_be_moved(note):
            note.unlink(missing_ok=True)

    @contextmanager
    def _if_it_can_be_moved(self, note: Path) -> Iterator[None]:
        """Pass a note over from now on that neither goes away nor takes another name."""
        try:
            yield
        except OSError as error:
            self._immovable.add(note.name)
            _log.warning("spool_note_immovable", note=_name(note), reason=error.strerror)


def _name(note: Path) -> str:
    return os.fsencode(note.name).decode(errors="replace")
