"""Changes below a folder, reported by the kernel or found by polling."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from daemon.edges.watching import kernel
from daemon.edges.watching.change import Change, What
from daemon.edges.watching.kernel import Inotify
from daemon.edges.watching.poll import differences, read_tree
from daemon.edges.watching.tree import Tree

POLL_EVERY: Final = timedelta(seconds=30)
"""Between two polls of a folder that the kernel does not report on; each poll reads the status of every file."""

_STEP_MS: Final = 200
"""How often the watch checks whether it is to stop: this is most of an idle daemon's work."""


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
        report: Called on the event loop with the changes; first with none, as a sign that the watch has begun.
        poll_every: See `POLL_EVERY`.
    """

    root: Path
    way: Way
    report: Callable[[Sequence[Change]], None]
    poll_every: timedelta = POLL_EVERY
    _stop: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Watch until stopped.

        Raises:
            OSError: It cannot be watched so.
        """
        loop = asyncio.get_running_loop()

        def watch() -> None:
            for changes in self._from_kernel() if self.way is Way.INOTIFY else self._polled():
                if self._stop.is_set():
                    return
                loop.call_soon_threadsafe(self.report, changes)

        # Not one of the loop's own threads: they are few, and this one is kept for good.
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch")
        try:
            await loop.run_in_executor(thread, watch)
        finally:
            self._stop.set()
            thread.shutdown(wait=False)

    def stop(self) -> None:
        """Let `run` end within a step."""
        self._stop.set()

    def _from_kernel(self) -> Iterator[Sequence[Change]]:
        """All changes; where the kernel's queue was full, that some were lost, once all is watched again."""
        first: Sequence[Change] = ()
        while not self._stop.is_set():
            with Inotify() as inotify:
                tree = Tree(str(self.root), inotify)
                tree.grow(tree.root)
                yield first
                yield from self._until_some_are_lost(tree)
            first = [Change(What.LOST, str(self.root))]

    def _until_some_are_lost(self, tree: Tree) -> Iterator[Sequence[Change]]:
        while not self._stop.is_set():
            events = tree.inotify.read(milliseconds=_STEP_MS)
            if any(event.mask & kernel.OVERFLOW for event in events):
                return
            changes = [change for event in events for change in tree.changes(event)]
            if changes:
                yield changes

    def _polled(self) -> Iterator[Sequence[Change]]:
        before = read_tree(str(self.root), {})
        yield ()
        while not self._stop.wait(self.poll_every.total_seconds()):
            now = read_tree(str(self.root), before)
            changes = list(differences(before, now))
            if changes:
                yield changes
            before = now
