"""Whether changes in the library's folders are noticed."""

import asyncio
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.edges.watching.inotify import limit_reached, network_filesystem
from daemon.edges.watching.kernel import CREATE, OPEN, Event, Inotify
from daemon.edges.watching.obstacles import closed_below, obstacle
from domain.fixes import RELOAD

_SECONDS: Final = 10
_ANSWERS_WITHIN_SECONDS: Final = 60


async def probe(patient: Patient) -> Seen:
    """Watch each library's folder for a moment, and make a hidden file in it."""
    settings = patient.settings
    if settings.library_watch == "off":
        return skipped("LIBRARY_WATCH is off")
    if not settings.library_dirs:
        return skipped("LIBRARY_DIRS is empty")
    evidence = []
    for folder in settings.library_dirs:
        seen = await _probe_in_time(folder, setting=settings.library_watch)
        if isinstance(seen, Seen):
            return seen
        evidence.append(f"{folder}: {seen}")
    return good("; ".join(evidence))


async def _probe_in_time(
    folder: Path, *, setting: str, seconds: float = _ANSWERS_WITHIN_SECONDS
) -> Seen | str:
    """The same for a folder whose server may never answer, as those of NFS may."""
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.to_thread(_probe, folder, setting=setting)
    except TimeoutError:
        return broken(
            f"{folder} cannot be seen: its file system did not answer within {seconds:g} s",
            "check the server that it is mounted from, and mount it again",
        )


def _probe(folder: Path, *, setting: str) -> Seen | str:
    hidden = obstacle(folder) or closed_below(folder)
    if hidden is not None:
        return broken(hidden.what, hidden.mend)
    kind = network_filesystem(folder)
    if kind is not None and setting == "inotify":
        return warning(
            f"{folder} is on {kind}, of whose changes the kernel may not know",
            f"set LIBRARY_WATCH=auto, and {RELOAD}",
        )
    if setting == "poll" or kind is not None:
        return "polled every 30 s" + (f", being on {kind}" if kind else "")
    limit = limit_reached(folder)
    if limit is not None:
        return warning(f"{folder} is polled every 30 s: {limit.what}", limit.mend)
    return _try(folder)


def _try(folder: Path) -> Seen | str:
    """Let the kernel report a file of our own in the folder itself: a folder below it may be another file system.

    Audiobookshelf passes hidden files over (facts/audiobookshelf.md 5). Where none can be made, the kernel has to
    report that the folder is opened.
    """
    with Inotify() as kernel:
        kernel.add(os.fsencode(folder), CREATE | OPEN)
        file = folder / f".shelfhook-{secrets.token_hex(8)}"
        try:
            file.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            tried, not_tried = "that it is opened", f"; making a file was not tried: {error.strerror}"
            os.listdir(folder)  # noqa: PTH208 - opens it
            noticed = _reported(kernel, lambda event: bool(event.mask & OPEN))
        else:
            tried, not_tried = "new files", ""
            try:
                noticed = _reported(kernel, lambda event: event.name == os.fsencode(file.name))
            finally:
                file.unlink(missing_ok=True)
    if noticed:
        return f"inotify reports {tried} (at most {_watches()} folders){not_tried}"
    return warning(
        f"inotify did not report {tried} in {folder} within {_SECONDS} s",
        f"set LIBRARY_WATCH=poll, and {RELOAD}",
    )


def _reported(kernel: Inotify, awaited: Callable[[Event], bool]) -> bool:
    until = time.monotonic() + _SECONDS
    while (left := until - time.monotonic()) > 0:
        if any(map(awaited, kernel.read(milliseconds=round(left * 1000)))):
            return True
    return False


def _watches() -> str:
    try:
        return Path("/proc/sys/fs/inotify/max_user_watches").read_text().strip()
    except OSError:
        return "an unknown number of"
