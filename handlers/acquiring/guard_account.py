"""Collects the guardian's facts before a download is added."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from clients.mam.account import Account
from clients.qbittorrent import Qbittorrent
from domain import guardian, paths
from domain.clock import Clock
from domain.editions import is_free
from domain.facts import Status
from domain.guardian import AccountState, Limits
from domain.paths import PathMap
from domain.recording import Recording
from store.downloads import Download
from store.proposals import Proposals

# The site's own counts lag by up to 20 minutes (facts/mam.md 2.3, my_snatched).
_COUNTED_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardAccount:
    """Consults the guardian, with the account, the disk and our own downloads of the last hour.

    Args:
        qbittorrent: Knows the free space and the remaining bytes of its downloads.
        proposals: Know the recently added downloads.
        limits: The user's.
        save_path: Where downloads are saved, as qBittorrent sees it; None for qBittorrent's default.
        path_map: Translates the save path.
        clock: The time.
    """

    qbittorrent: Qbittorrent
    proposals: Proposals
    limits: Limits
    save_path: str | None
    path_map: PathMap
    clock: Clock

    async def refusal(
        self, download: Download, recording: Recording, account: Account, *, size_bytes: int
    ) -> str | None:
        """Why *download* must not be added now; None when it may.

        Args:
            download: The record.
            recording: As MAM shows it now.
            account: The account's present state.
            size_bytes: The torrent's size.
        """
        vip = account.is_vip(self.clock.now())
        state = await self._state(download, account, vip=vip)
        return guardian.refusal(
            size_bytes=size_bytes,
            free=is_free(recording, account_is_vip=vip),
            account=state,
            limits=self.limits,
        )

    async def _state(self, download: Download, account: Account, *, vip: bool) -> AccountState:
        """The account and the disk, with what is under way beside this download."""
        torrents = await self.qbittorrent.torrents()
        to_come = {torrent.hash: torrent.amount_left for torrent in torrents}
        others = [one for one in await self._uncounted(to_come) if one.id != download.id]
        counted = [one.recording for one in others if not is_free(one.recording, account_is_vip=vip)]
        unlisted = [one.recording for one in others if one.info_hash not in to_come]
        return AccountState(
            uploaded_bytes=account.uploaded_bytes,
            downloaded_bytes=account.downloaded_bytes,
            unsatisfied=account.unsatisfied,
            unsatisfied_limit=account.unsatisfied_limit,
            free_bytes=await self._free_bytes(),
            pending=len(others),
            pending_counted_bytes=sum(one.size_bytes or 0 for one in counted),
            pending_disk_bytes=sum(to_come.values()) + sum(one.size_bytes or 0 for one in unlisted),
        )

    async def _uncounted(self, to_come: Mapping[str, int]) -> list[Download]:
        """Our downloads that the site may not have counted: of the last hour, in preparation, or incomplete.

        A record with a torrent that the client lost does not hold a slot for ever.
        """
        since = self.clock.now() - _COUNTED_AFTER
        return [
            one
            for one in await self.proposals.under_way(since=since)
            if one.status is Status.ADDING
            or (one.queued_at is not None and one.queued_at >= since)
            or to_come.get(one.info_hash or "")
        ]

    async def _free_bytes(self) -> int | None:
        """At the save path: qBittorrent reports only its default one, another one must be visible from here."""
        default = await self.qbittorrent.default_save_path()
        place = self.save_path or default
        free = await self.qbittorrent.free_space() if paths.is_below(place, default) else None
        if free is not None:
            return free
        here = self.path_map.translate(place, source="client", target="daemon")
        return await asyncio.to_thread(_free_at, here)


def _free_at(folder: str) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
