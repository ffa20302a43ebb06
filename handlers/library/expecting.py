"""What is known of a library item that has not come yet: when its files were last written, and in which library they lie."""

import asyncio
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.clock import Clock
from domain.looking import Expected
from domain.paths import Place
from store.libraries import Libraries


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectItem:
    """Describes the item to come, so that the newest items are read when it can have come."""

    libraries: Libraries
    clock: Clock

    async def __call__(
        self, files: Collection[Place], here: Iterable[str], *, otherwise: datetime | None
    ) -> Expected | None:
        """The item of these files; None where it is not known when they were written.

        Args:
            files: As Audiobookshelf sees them.
            here: The files, and the folders that are theirs alone, as they are spelt on this machine's disk.
            otherwise: When they were complete, where the disk does not show it: they may not be visible here, and a
                file server's clock may be ahead of ours.
        """
        seen = await asyncio.to_thread(last_change, list(here))
        now = self.clock.now()
        written_at = otherwise if seen is None or seen > now else seen
        return None if written_at is None else Expected(min(written_at, now), await self._library_of(files))

    async def _library_of(self, files: Collection[Place]) -> str | None:
        """The library that all of the files lie in; None where another program will put them somewhere else."""
        holding = [
            library.library_id
            for library in await self.libraries.all()
            if files and all(library.holds(place) for place in files)
        ]
        return holding[0] if len(holding) == 1 else None


def last_change(names: Iterable[str]) -> datetime | None:
    """When a file or folder was last written, renamed or linked; None where none of them is visible here.

    A file that is linked or moved keeps when it was written, so that the change of its inode counts, too.
    """
    latest = 0
    for name in names:
        try:
            found = os.stat(name)  # noqa: PTH116 - runs for each file
        except (OSError, ValueError):  # not visible, or not a valid name
            continue
        latest = max(latest, found.st_mtime_ns, found.st_ctime_ns)
    return datetime.fromtimestamp(latest / 1e9, UTC) if latest else None
