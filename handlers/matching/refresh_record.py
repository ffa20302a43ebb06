"""Reading a record from MAM again."""

from collections.abc import Sequence
from dataclasses import dataclass

from clients.mam.client import Mam
from domain.clock import Clock
from domain.corrections import Correction
from store.downloads import Download
from store.refreshes import Refreshes


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of it: whether MAM has the torrent no more, and else what changed in its record."""

    gone: bool
    corrections: Sequence[Correction]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRecord:
    """Reads what MAM says of a download now, and has what changed applied to its item.

    Safe to repeat: what is the same is no correction. A torrent that MAM has no more keeps its record.
    """

    mam: Mam
    refreshes: Refreshes
    clock: Clock

    async def __call__(self, download: Download, *, run_id: int | None = None) -> Refreshed:
        """Read it, with one request; see `Mam.again`, also for what is raised.

        Args:
            download: The record.
            run_id: The run that does it; None where a person asks.
        """
        # MAM knows a hybrid by its v1 hash, qBittorrent by the head of its v2 hash.
        recording = await self.mam.again(download.recording, download.infohash_v1 or download.info_hash)
        now = self.clock.now()
        if recording is None:
            await self.refreshes.note_gone(download.id, now=now)
            return Refreshed(gone=True, corrections=())
        found = await self.refreshes.note(download.id, recording, run_id=run_id, now=now)
        return Refreshed(gone=False, corrections=found)
