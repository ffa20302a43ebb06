"""Which MAM record a torrent is."""

import re
from dataclasses import dataclass
from typing import Final

from clients.mam.client import Mam
from clients.qbittorrent import Qbittorrent, Torrent
from domain.clock import Clock
from domain.facts import Status
from domain.recording import Recording
from store.downloads import Download, Downloads

# Both forms that MAM's own .torrent files were seen with; facts/mam.md 4.
_IN_COMMENT: Final = re.compile(
    r"(?:\bMID=|https?://(?:www\.)?myanonamouse\.net/t/)(\d{1,9})(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRecord:
    """Finds what MAM said about a torrent, asking the site only when nothing stored knows it.

    In this order: the stored record of the info hash, the MAM id in the torrent's comment, MAM's own search
    by info hash. What was found is stored before it is used, so the site is asked once for each torrent.
    """

    downloads: Downloads
    qbittorrent: Qbittorrent
    mam: Mam
    clock: Clock

    async def stored(self, torrent: Torrent) -> Download | None:
        """The download record that is stored of *torrent*."""
        stored = await self.downloads.by_info_hash(torrent.hash, torrent.v1, torrent.v2)
        return None if stored is None else await self._completed(stored, torrent)

    async def at_mam(self, torrent: Torrent) -> Download | None:
        """The record of a torrent that has none stored; None when it is not from MAM."""
        mam_id = mam_id_in(await self.qbittorrent.comment(torrent))
        if mam_id is not None:
            return await self._by_mam_id(mam_id, torrent)
        if torrent.from_mam is False:
            return None
        recording = await self._by_hash(torrent)
        if recording is None:
            return None
        return await self._store(recording, torrent, found_by="MAM's search by info hash")

    async def _by_mam_id(self, mam_id: int, torrent: Torrent) -> Download | None:
        waiting = await self.downloads.by_mam_id(mam_id)
        if waiting is not None and waiting.info_hash is None:
            return await self._completed(waiting, torrent)
        recording = waiting.recording if waiting is not None else await self.mam.by_id(mam_id)
        if recording is None:
            return None
        return await self._store(recording, torrent, found_by=f"MAM id {mam_id} in the torrent's comment")

    async def _by_hash(self, torrent: Torrent) -> Recording | None:
        # MAM knows a hybrid torrent by its v1 hash, qBittorrent by the head of its v2 hash.
        for info_hash in dict.fromkeys(h for h in (torrent.v1, torrent.hash) if h):
            found = await self.mam.by_info_hash(info_hash)
            if found is not None:
                return found
        return None

    async def _store(self, recording: Recording, torrent: Torrent, *, found_by: str) -> Download:
        return await self.downloads.create(
            recording,
            hashes=(torrent.hash, torrent.v1, torrent.v2),
            found_by=found_by,
            status=Status.FINISHED,
            now=self.clock.now(),
        )

    async def _completed(self, stored: Download, torrent: Torrent) -> Download:
        """The stored record, with those of the torrent's hashes that it did not know."""
        known = (stored.info_hash, stored.infohash_v1, stored.infohash_v2)
        if known == (torrent.hash, torrent.v1, torrent.v2):
            return stored
        await self.downloads.update(
            stored.id, info_hash=torrent.hash, infohash_v1=torrent.v1, infohash_v2=torrent.v2
        )
        return await self.downloads.by_id(stored.id) or stored


def mam_id_in(comment: str) -> int | None:
    """The MAM id that a torrent's comment names; None when it names none."""
    found = _IN_COMMENT.search(comment)
    return int(found[1]) if found and int(found[1]) > 0 else None
