"""What changes below a folder, told by the kernel or found by looking through it again and again."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

POLL_EVERY: Final = timedelta(seconds=30)
"""Between two looks through a folder of which the kernel tells nothing; each costs a status of every file."""

_GATHERED_MS: Final = 200
_STEP_MS: Final = 200
"""The watch looks around so often, whether or not anything happens: this is most of what an idle daemon does."""

_SIGN_OF_LIFE_MS: Final = 500

Changes = set[tuple[Change, str]]


class Way(StrEnum):
    """How changes are noticed."""

    INOTIFY = "inotify"
    POLL = "poll"


@dataclass(slots=True, kw_only=True)
class Notifications:
    """The changes below one folder, watched in a thread of its own.

    Args:
        root: The folder.
        way: How.
        tell: Called on the event loop with what changed; with nothing at all as a sign that it is watched.
        wants_signs: Whether signs are told still.
        poll_every: See `POLL_EVERY`.
    """

    root: Path
    way: Way
    tell: Callable[[Changes], None]
    wants_signs: Callable[[], bool] = lambda: True
    poll_every: timedelta = POLL_EVERY
    _stop: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Watch until stopped.

        Raises:
            OSError: It cannot be watched so.
        """
        loop = asyncio.get_running_loop()

        def tell(changes: Changes) -> None:
            # Each sign wakes the loop, and there are two in a second.
            if not self._stop.is_set() and (changes or self.wants_signs()):
                loop.call_soon_threadsafe(self.tell, changes)

        # Not one of the loop's own threads: they are few, and this one is kept for good.
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")
        try:
            await loop.run_in_executor(thread, self._blocking, tell)
        finally:
            self._stop.set()
            thread.shutdown(wait=False)

    def stop(self) -> None:
        """Let `run` end within a step."""
        self._stop.set()

    def _blocking(self, tell: Callable[[Changes], None]) -> None:
        try:
            for changes in self._watch(ignore_permission_denied=False):
                tell(changes)
        except PermissionError:
            # One folder is closed to us: watch the rest. That way the library does not tell of limits.
            for changes in self._watch(ignore_permission_denied=True):
                tell(changes)
        except RuntimeError as error:
            raise OSError(str(error)) from error

    def _watch(self, *, ignore_permission_denied: bool) -> Iterator[Changes]:
        return watch(
            self.root,
            watch_filter=None,
            debounce=_GATHERED_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            rust_timeout=_SIGN_OF_LIFE_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self.way is Way.POLL,
            poll_delay_ms=round(self.poll_every.total_seconds() * 1000),
            ignore_permission_denied=ignore_permission_denied,
        )
