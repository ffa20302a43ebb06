"""The reconcile cycle: finds finished torrents that the hook did not report."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from clients.qbittorrent import Qbittorrent, Torrent
from domain.category_rule import CategoryRule
from domain.clock import Clock
from domain.counted import counted
from domain.events import ReconcileDue, Report, TorrentFinished
from domain.facts import RunStatus
from domain.outcomes import Done, Drop, Outcome
from handlers.acquiring.stuck_downloads import ExplainStuck
from handlers.matching.find_record import mam_id_in
from handlers.matching.left_alone import NoteLeftAlone
from store.completions import Completions
from store.runs import Runs
from store.views.unfinished import UnfinishedDownloads

AT_ONCE: Final = 50
"""Completions in one step. The next step waits behind their events, so that a new hook does not wait for
the thousands of a first run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Compare the torrent client with the handled completions, and with the download records.

    The hook is a hint; the client's list is the truth (facts/qbittorrent.md 0.2). Safe to repeat: a completion that
    was handled, or that waits, is not reported again; one that is lost in a crash is found by the next run.

    Args:
        qbittorrent: The torrent client.
        completions: The handled completions.
        unfinished: The records that are not finished.
        explain_stuck: Explains stuck downloads on their records.
        note_left_alone: Lists those that are not ours.
        runs: The runs of the cycles.
        rule: Which categories are ours.
        clock: The time.
    """

    qbittorrent: Qbittorrent
    completions: Completions
    unfinished: UnfinishedDownloads
    explain_stuck: ExplainStuck
    note_left_alone: NoteLeftAlone
    runs: Runs
    rule: CategoryRule
    clock: Clock

    async def __call__(self, event: ReconcileDue, _event_id: int) -> Outcome:
        """Report the missed completions; after the last one, name the stuck downloads."""
        run = await self.runs.by_id(event.run)
        if run is None or run.ended_at is not None:
            return Drop("its run has ended")
        torrents = await self.qbittorrent.torrents()
        records = await self.unfinished.under_way()
        queued_here = {info_hash for record in records for info_hash in record.hashes}
        missed = await self._missed(torrents, queued_here)
        found = tuple(
            TorrentFinished(info_hash=one.hash, v1=one.v1, v2=one.v2, report=Report.RECONCILE)
            for one in missed[:AT_ONCE]
        )
        note = f"{counted(len(found), 'completion', 'completions')} that the hook missed"
        if len(missed) > AT_ONCE:
            await self.runs.count(run.id, completions=len(found))
            return Done(note, then=(*found, event))
        ours = {one.hash for one in torrents if self._ours(one, queued_here)}
        await self.note_left_alone(torrents, ours)
        stuck = await self.explain_stuck(torrents, records)
        counts = {"torrents": len(torrents), "completions": len(found), **asdict(stuck)}
        await self.runs.count(run.id, **counts)
        await self.runs.end(run.id, status=RunStatus.DONE, reason=None, now=self.clock.now())
        return Done(note, then=found)

    async def _missed(self, torrents: Iterable[Torrent], queued_here: set[str]) -> list[Torrent]:
        """The completions that are ours and were not handled, the newest first."""
        ours = {
            torrent.hash: torrent
            for torrent in torrents
            if torrent.finished and torrent.added_at is not None and self._ours(torrent, queued_here)
        }
        added = {own: one.added_at for own, one in ours.items() if one.added_at is not None}
        unseen = [ours[own] for own in await self.completions.unseen(added)]
        return sorted(unseen, key=lambda torrent: (torrent.completed_at, torrent.hash), reverse=True)

    def _ours(self, torrent: Torrent, queued_here: set[str]) -> bool:
        if {torrent.hash, torrent.v1, torrent.v2} & queued_here:
            return True
        rule, category = self.rule, torrent.category
        return rule.adopts(category) and (rule.covers(category) or _from_mam(torrent))


def _from_mam(torrent: Torrent) -> bool:
    """Whether a torrent certainly is from MAM: asking the site about every other one would burden it."""
    return torrent.from_mam is True or mam_id_in(torrent.comment or "") is not None
