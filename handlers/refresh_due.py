"""The refresh cycle: what MAM corrected in the records of finished torrents reaches their books."""

from dataclasses import dataclass

from clients.qbittorrent import Qbittorrent
from domain.clock import Clock
from domain.counted import counted
from domain.errors import NeedsPersonError, ShelfhookError, UnavailableError
from domain.events import RefreshDue
from domain.facts import RunStatus
from domain.outcomes import Done, Drop, Outcome, Progress
from domain.refreshing import PUT_OFF
from handlers.matching.refresh_record import RefreshRecord
from store.budgets import DayBudget
from store.downloads import Download
from store.refreshes import Refreshes
from store.runs import Run, Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRecords:
    """Read the records that are due, one at each step of a run, while their torrents are in the client.

    Safe to repeat: a record that was read is not due again, and one that was paid for and not read is not paid for
    twice. An answer of no use is the record's own error and puts it off; an outage, or a refused session, is
    waited for like everywhere.

    Args:
        qbittorrent: The torrent client, asked once in a run.
        refreshes: When each record is due.
        refresh_record: Reads one.
        runs: The cycle's runs.
        day: How many records may be read in a day, over all runs.
        clock: The time.
    """

    qbittorrent: Qbittorrent
    refreshes: Refreshes
    refresh_record: RefreshRecord
    runs: Runs
    day: DayBudget
    clock: Clock

    async def __call__(self, event: RefreshDue, _event_id: int) -> Outcome:
        """Plan, or read the next record, or end the run."""
        run = await self.runs.by_id(event.run)
        if run is None or run.ended_at is not None:
            return Drop("its run has ended")
        if self.day.limit == 0:
            return await self._end(run, RunStatus.CANCELLED, "MAM_REFRESH_PER_DAY is 0")
        if not event.planned:
            torrents = await self.qbittorrent.torrents()
            await self.refreshes.plan({torrent.hash: torrent.completed_at for torrent in torrents})
            return Done(then=(RefreshDue(run=run.id, planned=True),))
        download = await self.refreshes.next_due(now=self.clock.now())
        if download is None:
            return await self._end(run, RunStatus.DONE, "no record is due")
        if not await self._may_read(run, download):
            return await self._end(
                run, RunStatus.DONE, f"the day's {counted(self.day.limit, 'listing is', 'listings are')} read"
            )
        return Done(then=(event,), progress=await self._read(run, download))

    async def _may_read(self, run: Run, download: Download) -> bool:
        """Whether the day's budget has a reading left, or this one was taken from it already."""
        if run.state.get("record") == download.id:
            return True
        taken = await self.day.take()
        if taken:
            await self.runs.remember(run.id, record=download.id)
        return taken

    async def _read(self, run: Run, download: Download) -> Progress:
        settled = {"record": None}
        try:
            refreshed = await self.refresh_record(download, run_id=run.id)
        except (NeedsPersonError, UnavailableError):
            raise
        except ShelfhookError as error:
            await self.refreshes.put_off(download.id, until=self.clock.now() + PUT_OFF)
            said = f"{download.title}: {error}"
            return Progress(run=run.id, counts={"read": 1}, error=said, state=settled)
        corrected = len(refreshed.corrections)
        counts = {
            "read": 1,
            "gone": int(refreshed.gone),
            "corrected": int(corrected > 0),
            "corrections": corrected,
        }
        return Progress(run=run.id, counts=counts, state=settled)

    async def _end(self, run: Run, status: RunStatus, reason: str) -> Outcome:
        await self.runs.end(run.id, status=status, reason=reason, now=self.clock.now())
        return Done(reason)
