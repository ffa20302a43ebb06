"""Whether changes in the library's folders are noticed."""

import asyncio
import secrets
from pathlib import Path
from typing import Final

from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.edges.watching.changes import Changes, Notifications, Way
from daemon.edges.watching.inotify import limit_reached, network_filesystem

_SECONDS: Final = 10


async def probe(patient: Patient) -> Seen:
    """Watch a folder of one's own beside each library, and make a file in it."""
    settings = patient.settings
    if settings.library_watch == "off":
        return skipped("LIBRARY_WATCH is off")
    if not settings.library_dirs:
        return skipped("LIBRARY_DIRS is empty")
    told = []
    for folder in settings.library_dirs:
        seen = await _look_at(folder, setting=settings.library_watch)
        if isinstance(seen, Seen):
            return seen
        told.append(f"{folder}: {seen}")
    return good("; ".join(told))


async def _look_at(folder: Path, *, setting: str) -> Seen | str:
    if not await asyncio.to_thread(folder.is_dir):
        return broken(
            f"{folder} of LIBRARY_DIRS is not a folder on this machine",
            "mount it, or set LIBRARY_DIRS to the library's folder here, and restart shelfhook",
        )
    kind = await asyncio.to_thread(network_filesystem, folder)
    if kind is not None and setting == "inotify":
        return warning(
            f"{folder} is on {kind}, which does not report other machines' changes",
            "set LIBRARY_WATCH=auto, and restart shelfhook",
        )
    if setting == "poll" or kind is not None:
        return "polled every 30 s"
    limit = await asyncio.to_thread(limit_reached, folder)
    if limit is not None:
        return warning(f"{folder} is polled every 30 s: {limit.what}", limit.mend)
    return await _try(folder)


async def _try(folder: Path) -> Seen | str:
    trial = await asyncio.to_thread(_beside, folder)
    if trial is None:
        return "watched by inotify; not tested, because this user may not write beside it"
    try:
        noticed = await _notices(trial)
    finally:
        await asyncio.to_thread(_clear, trial)
    if noticed:
        return f"inotify reports new files (at most {await asyncio.to_thread(_watches)} folders)"
    return warning(
        f"inotify did not report a new file beside {folder} within {_SECONDS} s",
        "set LIBRARY_WATCH=poll, and restart shelfhook",
    )


def _watches() -> str:
    try:
        return Path("/proc/sys/fs/inotify/max_user_watches").read_text().strip()
    except OSError:
        return "an unknown number of"


def _beside(folder: Path) -> Path | None:
    """A hidden folder beside the library, never one in it; None where none can be made."""
    trial = folder.parent / f".shelfhook-{secrets.token_hex(8)}"
    try:
        trial.mkdir(mode=0o700)
    except OSError:
        return None
    return trial


def _clear(trial: Path) -> None:
    for file in trial.iterdir():
        file.unlink()
    trial.rmdir()


async def _notices(trial: Path) -> bool:
    watched, seen = asyncio.Event(), asyncio.Event()

    def tell(changes: Changes) -> None:
        watched.set()
        if changes:
            seen.set()

    notifications = Notifications(root=trial, way=Way.INOTIFY, tell=tell)
    async with asyncio.TaskGroup() as both:
        both.create_task(notifications.run())
        try:
            async with asyncio.timeout(_SECONDS):
                await watched.wait()
                await asyncio.to_thread((trial / "noticed").touch)
                await seen.wait()
        except TimeoutError:
            pass
        finally:
            notifications.stop()
    return seen.is_set()
