"""The spool: completions that were told while the daemon was down."""

import asyncio
import errno
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from daemon.edges.watching import kernel
from daemon.edges.watching.kernel import Inotify
from daemon.hook.fields import read_fields
from daemon.hook.notes import read_note
from domain.clock import Clock
from domain.errors import BadInputError, UnavailableError
from domain.events import TorrentFinished
from store.queue.inbox import Inbox

_LOOK_ANYWAY_SECONDS: Final = 5
"""Where the kernel does not tell of notes, and for those that could not be read."""

_NO_NOTE: Final = frozenset({errno.ELOOP, errno.EISDIR, errno.EACCES, errno.EPERM, errno.ENXIO, errno.ENODEV})
"""What a file answers that will never be read; of other errors a later try may know nothing."""

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
        """Take every note that is there; returns how many. One that cannot be read is set aside, not lost.

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
        """Take notes as they come."""
        async with self._told() as told:
            while True:
                told.clear()
                await self.look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_ANYWAY_SECONDS):
                        await told.wait()

    async def look(self) -> None:
        """Take what there is, if the store and the folder let it."""
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

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[asyncio.Event]:
        """What is set when a note came, where the kernel can tell."""
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        with ExitStack() as held:
            with suppress(OSError):
                inotify = held.enter_context(Inotify())
                inotify.add(os.fsencode(self.folder), kernel.CLOSE_WRITE | kernel.MOVED_TO)
                loop.add_reader(inotify, _notice, inotify, told)
                held.callback(loop.remove_reader, inotify)
            yield told


def _notice(inotify: Inotify, told: asyncio.Event) -> None:
    if any(event.name.endswith(b".json") for event in inotify.read(milliseconds=0)):
        told.set()


def _name(note: Path) -> str:
    return os.fsencode(note.name).decode(errors="replace")
