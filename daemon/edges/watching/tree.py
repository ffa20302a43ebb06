"""A folder and all below it, watched by inotify."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import structlog

from daemon.edges.watching import kernel
from daemon.edges.watching.change import Change, What
from daemon.edges.watching.disk import folders_in, is_passed_over
from daemon.edges.watching.kernel import Event, Inotify

_MASK: Final = (
    kernel.CREATE
    | kernel.DELETE
    | kernel.MOVED_FROM
    | kernel.MOVED_TO
    | kernel.CLOSE_WRITE
    | kernel.ATTRIB  # a folder that was closed may be open now
)
_OUT_OF: Final = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Errors that say nothing of a folder: all that follow would fail as well."""

_CAME: Final = kernel.CREATE | kernel.MOVED_TO
_WENT: Final = kernel.DELETE | kernel.MOVED_FROM

_log: Final = structlog.get_logger("shelfhook.watcher")


@dataclass(slots=True)
class Tree:
    """The watches of one instance of inotify, by number and by folder.

    Linked folders are watched as well, each folder once. Folders that are closed to this user are passed
    over until their rights change, hidden ones and names that are no text always.
    """

    root: str
    inotify: Inotify
    _folders: dict[int, str] = field(default_factory=dict)
    _watches: dict[str, int] = field(default_factory=dict)

    def grow(self, folder: str) -> None:
        """Watch a folder and all below it.

        Raises:
            OSError: One of the kernel's limits is reached, or the root itself cannot be watched.
        """
        waiting, closed = [folder], list[str]()
        while waiting:
            here = waiting.pop()
            try:
                watch = self.inotify.add(os.fsencode(here), _MASK)
                if self._folders.setdefault(watch, here) != here:
                    continue  # a link to a watched folder
                self._watches[here] = watch
                waiting += folders_in(here)
            except OSError as error:
                if here == self.root or error.errno in _OUT_OF:
                    raise
                if isinstance(error, PermissionError):
                    closed.append(here)
        if closed:
            _log.warning("library_folders_closed", folders=len(closed), first=closed[0])

    def changes(self, event: Event) -> Iterator[Change]:
        """The change in an event; the watches follow it."""
        folder = self._folders.get(event.watch)
        if folder is not None and event.mask & kernel.IGNORED:
            self._forget(folder, event.watch)
        name = os.fsdecode(event.name)
        if folder is None or not name or is_passed_over(name):
            return
        path = f"{folder}/{name}"
        is_folder = event.mask & kernel.ISDIR or path in self._watches
        if is_folder or (event.mask & _CAME and os.path.isdir(path)):  # noqa: PTH112 - a link to one: of very many
            yield from self._of_folder(path, event.mask)
        elif event.mask & _WENT:
            yield Change(What.WENT, path)
        elif event.mask & (_CAME | kernel.CLOSE_WRITE):
            yield Change(What.CHANGED, path)

    def _of_folder(self, path: str, mask: int) -> Iterator[Change]:
        if mask & kernel.MOVED_FROM or (mask & kernel.DELETE and not mask & kernel.ISDIR):
            self._prune(path)
        if mask & _WENT:
            yield Change(What.WENT, path)
        elif mask & _CAME or path not in self._watches:
            self.grow(path)
            yield Change(What.FOLDER_CAME, path)

    def _prune(self, folder: str) -> None:
        """Forget a folder that was moved, or a link to one: its watches go on, under the name that it had."""
        below = folder + "/"
        for path, watch in list(self._watches.items()):
            if path == folder or path.startswith(below):
                self.inotify.remove(watch)
                del self._watches[path], self._folders[watch]

    def _forget(self, folder: str, watch: int) -> None:
        del self._folders[watch]
        if self._watches.get(folder) == watch:
            del self._watches[folder]
