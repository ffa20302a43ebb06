"""The library is compared with the mirror: page by page, each page an event of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from clients.audiobookshelf import Audiobookshelf
from clients.audiobookshelf.client import PAGE_SIZE
from domain.clock import Clock
from domain.errors import NeedsPersonError, NotFoundError
from domain.events import Event, LibrarySyncDue
from domain.facts import RunStatus
from domain.outcomes import Done, Drop, Outcome
from handlers.library.mirror import AT_ONCE, MirrorLibrary
from handlers.library.wake import WakeDownloads
from store.libraries import KnownLibrary, Libraries
from store.mirror import Mirror
from store.runs import Run, Runs

COMPARED_EVERY: Final = timedelta(hours=23)
"""A little less than a day, so that a daily sync compares each time."""

_THOROUGH: Final = frozenset({"start", "person"})
"""Triggers of runs that list the libraries first; others do so when one is gone, and once a day."""

_ABSENT_AT_ONCE: Final = 2000
"""How many items that no page has shown are looked up in one step: it must end within a handler's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncLibrary:
    """Bring the mirror up to date: with the newest items, and once a day as a whole.

    Safe to repeat: a step stores what it reads, and after a crash a run continues with its last page.
    A listing proves presence, not absence: an item that no page has shown is looked up before it is marked missing.
    """

    audiobookshelf: Audiobookshelf
    runs: Runs
    libraries: Libraries
    mirror: Mirror
    mirror_library: MirrorLibrary
    wake: WakeDownloads
    clock: Clock

    async def __call__(self, event: LibrarySyncDue, _event_id: int) -> Outcome:
        """Take one step of the run."""
        run = await self.runs.by_id(event.run)
        if run is None or run.ended_at is not None:
            return Drop("its run has ended")
        if event.library is None:
            return await self._begin(run)
        return await self._step(run, event.library, event.page)

    async def _begin(self, run: Run) -> Outcome:
        listing = self.mirror_library.library_list
        known = await (listing.again() if run.trigger in _THOROUGH else self.libraries.all())
        woken: tuple[Event, ...] = ()
        if known and not _is_due(known, run.started_at - COMPARED_EVERY):
            found = await self.mirror_library.newest()
            await self.runs.count(run.id, changed=len(found))
            woken = await self.wake(found)
            if not _is_due(await self.libraries.all(), run.started_at - COMPARED_EVERY):
                return await self._end(run, "read what was added last", woken)
        there = await listing.again()
        await self.runs.remember(
            run.id,
            libraries=[one.library_id for one in there],
            first=await self.mirror.is_empty(),
            was_complete=all(one.compared_at for one in there),
        )
        if not there:
            return await self._end(run, "Audiobookshelf has no book library", woken)
        first = LibrarySyncDue(run=run.id, library=there[0].library_id)
        return Done("the comparison with Audiobookshelf has begun", then=(*woken, first))

    async def _step(self, run: Run, library: str, number: int) -> Outcome:
        try:
            page, last = await self.audiobookshelf.page(library, number)
        except NotFoundError:
            return await self._next_library(run, library, ())  # it was removed since the run began
        found = await self.mirror_library.compare(page.items, first=run.state["first"])
        if found:
            await self.runs.count(run.id, changed=len(found))
        woken = await self.wake(found)
        if not last:
            return Done(then=(*woken, LibrarySyncDue(run=run.id, library=library, page=number + 1)))
        if await self._absent(run, library):
            return Done(then=(*woken, LibrarySyncDue(run=run.id, library=library, page=number)))
        await self.libraries.compared(library, run.started_at)
        await self.runs.count(run.id, items=number * PAGE_SIZE + len(page.items))
        return await self._next_library(run, library, woken)

    async def _absent(self, run: Run, library: str) -> bool:
        """Look up the items that no page has shown; whether more are left."""
        for _ in range(0, _ABSENT_AT_ONCE, AT_ONCE):
            unseen = await self.mirror.unseen(library, since=run.started_at, limit=AT_ONCE)
            if not unseen:
                return False
            try:
                await self.mirror_library.take(unseen)
            except NeedsPersonError:
                # An item that the key's user may not see (any more) refuses the whole request: no request shows those to us.
                await self.mirror.lost(unseen, now=self.clock.now())
            await self.mirror.saw(unseen, now=self.clock.now())
            await self.runs.count(run.id, absent=len(unseen))
        return True

    async def _next_library(self, run: Run, library: str, woken: Sequence[Event]) -> Outcome:
        libraries: list[str] = run.state["libraries"]
        left = libraries[libraries.index(library) + 1 :]
        if left:
            return Done(then=(*woken, LibrarySyncDue(run=run.id, library=left[0])))
        # Matching by text needs a fully known library: now it is.
        everyone = () if run.state.get("was_complete", True) else await self.wake.all()
        return await self._end(run, "compared the whole library", (*woken, *everyone))

    async def _end(self, run: Run, what: str, woken: Sequence[Event]) -> Outcome:
        await self.runs.end(run.id, status=RunStatus.DONE, reason=what, now=self.clock.now())
        return Done(what, then=tuple(woken))


def _is_due(known: Sequence[KnownLibrary], since: datetime) -> bool:
    """Whether a library was not compared since then; a new one never was."""
    return any(one.compared_at is None or one.compared_at <= since for one in known)
