"""Pictures that were fetched, kept on disk for a while."""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from clients.images.picture import NoPictureError, Picture, read_picture
from domain.clock import Clock

FOLDER: Final = "pictures"
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of all of them; a few hundred covers."""

_FORGIVEN_AFTER: Final = timedelta(hours=1)
_MOST_WRONG: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPictures:
    """The picture of an address, from disk where it was fetched before. The oldest make room for new ones.

    What was no picture is not asked for again within an hour. A disk that takes nothing costs the keeping alone.

    Args:
        fetch: Gets one from the web.
        folder: Ours alone; made when it is needed.
        clock: The time.
        most_bytes: Of all files together.
    """

    fetch: Callable[[str], Awaitable[Picture]]
    folder: Path
    clock: Clock
    most_bytes: int = MOST_BYTES
    _wrong: dict[str, tuple[float, str]] = field(default_factory=dict)

    async def __call__(self, address: str) -> Picture:
        """The picture at an address.

        Raises:
            NoPictureError: There is none, or none that can be a cover.
            TransientError: It cannot be had now.
        """
        file = self.folder / hashlib.sha256(address.encode(errors="replace")).hexdigest()
        kept = await asyncio.to_thread(_read, file)
        if kept is not None:
            return kept
        self._refuse(address)
        try:
            picture = await self.fetch(address)
        except NoPictureError as error:
            if len(self._wrong) >= _MOST_WRONG:
                self._wrong.clear()
            self._wrong[address] = self.clock.monotonic(), str(error)
            raise
        await asyncio.to_thread(self._keep, file, picture.data)
        return picture

    def _refuse(self, address: str) -> None:
        since, why = self._wrong.get(address, (None, ""))
        if since is not None and self.clock.monotonic() - since < _FORGIVEN_AFTER.total_seconds():
            raise NoPictureError(why)

    def _keep(self, file: Path, data: bytes) -> None:
        """Write a file whole or not at all, and delete the oldest beyond the limit."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            new = file.with_suffix(".new")
            new.write_bytes(data)
            new.replace(file)
            self._make_room()

    def _make_room(self) -> None:
        with os.scandir(self.folder) as entries:
            files = sorted(((one.stat(), one.path) for one in entries), key=lambda one: -one[0].st_mtime_ns)
        total = 0
        for stat, path in files:
            total += stat.st_size
            if total > self.most_bytes:
                Path(path).unlink(missing_ok=True)


def _read(file: Path) -> Picture | None:
    try:
        return read_picture(file.read_bytes())
    except (OSError, NoPictureError):  # never kept, or damaged since: it is fetched
        return None
