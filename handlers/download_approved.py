"""An approved record: its torrent is added to the torrent client, if that does no harm."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from clients.mam.account import Account
from clients.mam.client import Mam
from clients.mam.torrent_file import TorrentFile
from clients.qbittorrent import Qbittorrent
from domain.clock import Clock
from domain.errors import NeedsPersonError, NotFoundError, ShelfhookError
from domain.events import DownloadApproved
from domain.facts import ReasonKind, Status
from domain.outcomes import Done, Drop, Later, Outcome
from domain.recording import Recording
from domain.retry import Wait
from handlers.acquiring.gate import AcquisitionGate
from handlers.acquiring.guard_account import GuardAccount
from store.downloads import Download, Downloads
from store.proposal_decisions import WAITING
from store.proposals import Proposals

TAG: Final = "shelfhook"
_STILL_TRUE_FOR: Final = timedelta(hours=1)

_log: Final = structlog.get_logger("shelfhook.acquisition")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTorrent:
    """Fetch the torrent file, consult the guardian, add the torrent and prove that it was added.

    Safe to repeat: the info hash is on the record before the torrent is sent, and the torrent client is checked
    for it first.
    """

    downloads: Downloads
    proposals: Proposals
    mam: Mam
    qbittorrent: Qbittorrent
    guard: GuardAccount
    gate: AcquisitionGate
    category: str
    save_path: str | None
    clock: Clock

    async def __call__(self, event: DownloadApproved, _event_id: int) -> Outcome:
        """Handle the approval, unless a person or the torrent client came first."""
        download = await self.downloads.by_id(event.download)
        if download is None:
            return Drop("the download no longer exists")
        if download.status not in WAITING:
            return Drop("the download is no longer waiting to be added")
        try:
            return await self._acquire(download)
        except ShelfhookError as error:
            await self.proposals.wait(download.id, ReasonKind.ERROR, str(error))
            if isinstance(error, NeedsPersonError) and await self.gate.pause_if_blocked():
                return Later(Wait.PAUSE, str(error))
            raise

    async def _acquire(self, download: Download) -> Outcome:
        closed = await self.gate.closed_for_adding()
        if closed is not None:
            return await self._hold(download, closed)
        if download.info_hash and await self.qbittorrent.torrent(download.info_hash):
            return await self._queued(download, "qBittorrent has it")
        recording = await self._as_listed_now(download)
        if recording is None:
            return await self._gone(download)
        account = await self.mam.account()
        listed = recording.size_bytes or 0
        refusal = await self.guard.refusal(download, recording, account, size_bytes=listed)
        if refusal is not None:
            return await self._refuse(download, refusal)
        try:
            torrent = await self.mam.torrent_file(recording)
        except NotFoundError:
            return await self._gone(download)
        twin = await self._note_hashes(download, torrent)
        if twin is not None:
            reason = f"the same torrent as download {twin.id}"
            await self.proposals.wait(download.id, ReasonKind.SAME_TORRENT, reason, status=Status.REJECTED)
            return Drop(reason)
        return await self._add(download, recording, account, torrent)

    async def _add(
        self, download: Download, recording: Recording, account: Account, torrent: TorrentFile
    ) -> Outcome:
        async with self.qbittorrent.turn_to_add():
            # The answers from before we had the lock may be outdated.
            closed = await self.gate.closed_for_adding()
            if closed is not None:
                return await self._hold(download, closed)
            refusal = await self.guard.refusal(download, recording, account, size_bytes=torrent.total_size)
            if refusal is not None:
                return await self._refuse(download, refusal)
            if not await self.proposals.begin_adding(download.id):
                return Drop("it was declined in the meantime")
            added = await self.qbittorrent.add(
                torrent.data,
                info_hash=torrent.api_hash,
                category=self.category,
                tags=[TAG],
                save_path=self.save_path,
            )
            if added.category != self.category:
                _log.warning("torrent_has_another_category", download=download.id, category=added.category)
            return await self._queued(download, "added to qBittorrent")

    async def _as_listed_now(self, download: Download) -> Recording | None:
        """The recording as MAM lists it now: it may not be free any more."""
        if download.mam_id is None or self.clock.now() - download.created_at < _STILL_TRUE_FOR:
            return download.recording
        return await self.mam.by_id(download.mam_id)

    async def _note_hashes(self, download: Download, torrent: TorrentFile) -> Download | None:
        """Store the hashes that the torrent client's hook will report; another record that has them."""
        twin = await self.downloads.by_info_hash(torrent.api_hash, torrent.v1, torrent.v2)
        if twin is not None and twin.id != download.id:
            return twin
        await self.downloads.update(
            download.id, info_hash=torrent.api_hash, infohash_v1=torrent.v1, infohash_v2=torrent.v2
        )
        return None

    async def _queued(self, download: Download, note: str) -> Outcome:
        await self.proposals.queued(download.id, now=self.clock.now())
        return Done(note=note)

    async def _hold(self, download: Download, reason: str) -> Outcome:
        await self.proposals.wait(download.id, ReasonKind.PAUSED, reason)
        return Later(Wait.PAUSE, reason)

    async def _refuse(self, download: Download, reason: str) -> Outcome:
        await self.proposals.wait(download.id, ReasonKind.ACCOUNT_LIMIT, reason, status=Status.REFUSED)
        return Later(Wait.GUARDIAN, reason)

    async def _gone(self, download: Download) -> Outcome:
        reason = "MyAnonamouse no longer has this torrent"
        await self.proposals.wait(download.id, ReasonKind.GONE_FROM_MAM, reason, status=Status.GONE)
        return Drop(reason)
