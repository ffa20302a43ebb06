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
from store.imports import Import, Imports

# Both forms in MAM's own .torrent files; facts/mam.md 4.
_IN_COMMENT: Final = re.compile(
    r"(?:\bMID=|https?://(?:www\.)?myanonamouse\.net/t/)(\d{1,9})(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRecord:
    """Finds MAM's metadata of a torrent; MAM is only asked for torrents without a stored record.

    In this order: the stored record of the info hash, the MAM id in the torrent's comment, MAM's own search
    by info hash. A result is stored before it is used, so that MAM is asked once for each torrent.
    """

    downloads: Downloads
    imports: Imports
    qbittorrent: Qbittorrent
    mam: Mam
    clock: Clock

    async def stored(self, torrent: Torrent) -> tuple[Download | None, Import | None]:
        """The stored download record of *torrent*, and its import."""
        stored, imported = await self.imports.with_record(torrent.hash, torrent.v1, torrent.v2)
        return None if stored is None else await self._completed(stored, torrent), imported

    async def at_mam(self, torrent: Torrent) -> Download | None:
        """The record of a torrent without a stored one; None when it is not from MAM."""
        mam_id = mam_id_in(await self.qbittorrent.comment(torrent))
        if mam_id is not None:
            return await self._by_mam_id(mam_id, torrent)
        if torrent.from_mam is False:
            return None
        recording = await self._by_hash(torrent)
        if recording is None:
            return None
        return await self._store(recording, torrent, found_by="MyAnonamouse's search by info hash")

    async def _by_mam_id(self, mam_id: int, torrent: Torrent) -> Download | None:
        waiting = await self.downloads.by_mam_id(mam_id)
        if waiting is not None and waiting.info_hash is None:
            return await self._completed(waiting, torrent)
        recording = waiting.recording if waiting is not None else await self.mam.by_id(mam_id)
        if recording is None:
            return None
        return await self._store(
            recording, torrent, found_by=f"MyAnonamouse id {mam_id} in the torrent's comment"
        )

    async def _by_hash(self, torrent: Torrent) -> Recording | None:
        # MAM lists a hybrid torrent by its v1 hash, qBittorrent by the beginning of its v2 hash.
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
        """The stored record, completed with the torrent's other hashes."""
        known = (stored.info_hash, stored.infohash_v1, stored.infohash_v2)
        if known == (torrent.hash, torrent.v1, torrent.v2):
            return stored
        await self.downloads.update(
            stored.id, info_hash=torrent.hash, infohash_v1=torrent.v1, infohash_v2=torrent.v2
        )
        return await self.downloads.by_id(stored.id) or stored


def mam_id_in(comment: str) -> int | None:
    """The MAM id in a torrent's comment; None without one."""
    found = _IN_COMMENT.search(comment)
    return int(found[1]) if found and int(found[1]) > 0 else None
