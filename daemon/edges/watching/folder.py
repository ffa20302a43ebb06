"""One folder of the library, watched as long as it exists."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

import structlog

from daemon.edges.watching import disk, mounts
from daemon.edges.watching.change import Change, What
from daemon.edges.watching.changes import POLL_EVERY, Notifications, Way
from daemon.edges.watching.comparing import CompareWithMirror
from daemon.edges.watching.disk import Identity
from daemon.edges.watching.gathering import Gathering
from daemon.edges.watching.inotify import limit_in, network_filesystem
from daemon.edges.watching.obstacles import obstacle
from domain.clock import Clock
from domain.library_layout import is_audio, is_unfinished

CHECK_EVERY: Final = timedelta(seconds=1)
"""At books that are not quiet yet."""

CHECKED_EVERY: Final = timedelta(seconds=5)
"""Between two checks whether the folder is still the watched one."""

COMPARED_EVERY: Final = timedelta(days=1)
"""Beside each time when watching begins."""

# Files in a book's folder beside its audio; their removal does not matter.
_BESIDE: Final = frozenset(
    [
        *(".json", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".opf", ".nfo", ".txt", ".cue", ".m3u", ".m3u8"),
        *(".epub", ".pdf", ".mobi", ".azw3", ".abs", ".log", ".sfv", ".md5", ".xml", ".html", ".tmp", ".ini"),
    ]
)

_log: Final = structlog.get_logger("shelfhook.watcher")


@dataclass(slots=True, kw_only=True)
class Root:
    """Watches one folder of the library: waits for it, notices when it disappears, and starts again when it is back.

    Args:
        folder: The folder.
        setting: `LIBRARY_WATCH`, unless it is off.
        settle: How long a book's files must not change.
        compare: Finds changes from before the watch.
        noticed: Called when there may be something to do.
        clock: The time.
        poll_every: Between two polls where the kernel does not report.
    """

    folder: Path
    setting: Literal["auto", "inotify", "poll"]
    settle: timedelta
    compare: CompareWithMirror
    noticed: Callable[[], None]
    clock: Clock
    poll_every: timedelta = POLL_EVERY
    state: str = "not checked yet"
    gathering: Gathering | None = None
    _why_poll: str | None = None
    _compared_at: float | None = None
    _established: bool = False

    @property
    def rest(self) -> timedelta | None:
        """How long until the next check; None when nothing is pending."""
        if self.gathering is None or not self._established:
            return None
        if not self.gathering.is_empty:
            return CHECK_EVERY
        return CHECKED_EVERY if self._compared_at is None else None

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            watched = await asyncio.to_thread(disk.identity, self.folder)
            if watched is None:
                await self._wait_for_it()
                continue
            try:
                await self._watch(watched)
            except* OSError as group:
                await self._fall_back(group.exceptions[0])

    async def _wait_for_it(self) -> None:
        hidden = await asyncio.to_thread(obstacle, self.folder)
        if hidden is not None:
            self._say("missing; waiting for it" if hidden.missing else str(hidden), warn=True)
        await self.clock.sleep(CHECKED_EVERY)

    async def step(self) -> list[str]:
        """The books that are quiet now, and those that changed while the folder was not watched."""
        gathering = self.gathering
        if gathering is None or not self._established:
            return []
        differing = await self._compare()
        found = [*await gathering.settled(), *(item for item in differing if item not in gathering.books)]
        return [item for item in found if not _is_above(item, (*found, *gathering.books))]

    async def _compare(self) -> list[str]:
        now = self.clock.monotonic()
        if self._compared_at is not None and now - self._compared_at < COMPARED_EVERY.total_seconds():
            return []
        self._compared_at = now  # at its beginning: a loss during it needs another one
        differing = await self.compare(self.folder)
        if differing is None:
            self._compared_at = None
        return differing or []

    async def _watch(self, watched: Identity) -> None:
        way = await asyncio.to_thread(self._way)
        notifications = Notifications(
            root=self.folder,
            way=way,
            report=self._report,
            poll_every=self.poll_every,
        )
        if self.gathering is None or self.gathering.watched != watched:
            self.gathering = Gathering(
                root=self.folder, watched=watched, settle=self.settle, clock=self.clock
            )
        self._compared_at, self._established = None, False
        async with asyncio.TaskGroup() as both:
            watching = both.create_task(notifications.run())
            guard = both.create_task(self._guard(watched, notifications))
            await watching
            guard.cancel()
        self.gathering = None

    async def _guard(self, watched: Identity, notifications: Notifications) -> None:
        """End the watch when the folder is another one, or cannot be seen."""
        shown = await asyncio.to_thread(mounts.shown, self.folder)
        while (now := await asyncio.to_thread(disk.identity, self.folder)) == watched:
            await self.clock.sleep(CHECKED_EVERY)
            if await asyncio.to_thread(mounts.shown, self.folder) != shown:
                break
        if now is not None:
            self._say(
                "replaced by another folder, or something was mounted in it; reading it again", warn=True
            )
        notifications.stop()

    def _way(self) -> Way:
        if self.setting == "inotify" and self._why_poll is None:
            return Way.INOTIFY
        why = self._why_poll or ("LIBRARY_WATCH=poll" if self.setting == "poll" else None)
        if why is None and (kind := network_filesystem(self.folder)):
            why = f"it is on {kind}, of whose changes the kernel may not know"
        if why is None:
            self._say("watched by inotify")
            return Way.INOTIFY
        self._say(f"polled every {self.poll_every.seconds} s: {why}", warn=self._why_poll is not None)
        return Way.POLL

    async def _fall_back(self, error: Exception) -> None:
        """Poll, if watching failed for another reason than that the folder cannot be seen."""
        if (
            isinstance(error, FileNotFoundError)
            or await asyncio.to_thread(disk.identity, self.folder) is None
        ):
            return
        self._why_poll = str(limit_in(error) or f"inotify does not work here ({error})")

    def _report(self, changes: Sequence[Change]) -> None:
        gathering = self.gathering
        if gathering is None:
            return
        first, self._established = not self._established, True
        for change in changes:
            self._note(gathering, change)
        if changes or first:
            self.noticed()

    def _note(self, gathering: Gathering, change: Change) -> None:
        path = change.path
        if change.what is What.LOST:
            _log.warning("library_changes_lost", folder=path)
            self._compared_at = None
        elif is_audio(path) or is_unfinished(path):
            item = disk.item_at(path, self.folder)
            gathering.note([item] if item else [])
        elif (folder := disk.folder_at(path, self.folder)) is None:
            return
        elif change.what is What.FOLDER_CAME:
            gathering.note_folder(folder)
        elif change.what is What.WENT and Path(path).suffix.lower() not in _BESIDE:
            gathering.note([folder])

    def _say(self, state: str, *, warn: bool = False) -> None:
        if state != self.state:
            self.state = state
            (_log.warning if warn else _log.info)("library_dir", folder=str(self.folder), state=state)


def _is_above(item: str, others: tuple[str, ...]) -> bool:
    """Whether a removed folder is reported as the books that were in it."""
    return any(other.startswith(item + "/") for other in others)
