"""The spool: completions that were told while the daemon was down."""

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from watchfiles import awatch

from daemon.hook.fields import MAX_BODY_BYTES, read_fields
from domain.clock import Clock
from domain.errors import BadInputError, UnavailableError
from store.queue.inbox import Inbox

_STEP_MS: Final = 200
_LOOK_ANYWAY_MS: Final = 5_000
"""A note may come between a look and the beginning of the watch."""

_log: Final = structlog.get_logger("shelfhook.spool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """Moves notes from a folder into the inbox.

    A note is removed only after its event is on disk; taking one twice is harmless. While the store cannot take
    them, they stay.

    Args:
        folder: Where ``shelfhook notify`` leaves them.
        inbox: Where they go.
        clock: The time.
    """

    folder: Path
    inbox: Inbox
    clock: Clock

    async def step(self) -> int:
        """Take every note that is there; returns how many. One that cannot be read is set aside, not lost."""
        taken = 0
        for note in sorted(self.folder.glob("*.json")):
            try:
                event = read_fields(json.loads(_read(note)))
            except (BadInputError, ValueError, RecursionError, OSError) as error:
                _log.warning("spool_note_set_aside", note=note.name, reason=str(error))
                note.rename(note.with_suffix(".bad"))
                continue
            stored = await self.inbox.add(event, now=self.clock.now())
            note.unlink(missing_ok=True)
            taken += 1
            _log.info("spool_note_taken", event_id=stored.id, duplicate=stored.duplicate)
        return taken

    async def run(self) -> None:
        """Take notes as they come."""
        async for _ in awatch(
            self.folder,
            recursive=False,
            debounce=2 * _STEP_MS,
            step=_STEP_MS,
            yield_on_timeout=True,
            rust_timeout=_LOOK_ANYWAY_MS,
        ):
            await self.look()

    async def look(self) -> None:
        """Take what there is, if the store and the folder let it."""
        try:
            await self.step()
        except (UnavailableError, OSError) as error:
            _log.warning("spool_not_read", reason=str(error))


def _read(note: Path) -> bytes:
    """What a note holds; whoever leaves notes may be another user.

    Raises:
        OSError: It cannot be read, or is a link.
        ValueError: It is no plain file, which reading might never end, or too long.
    """
    with os.fdopen(os.open(note, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("it is not a regular file")
        text = file.read(MAX_BODY_BYTES + 1)
    if len(text) > MAX_BODY_BYTES:
        raise ValueError(f"it is longer than {MAX_BODY_BYTES} bytes")
    return text
