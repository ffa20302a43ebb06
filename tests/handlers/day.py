"""A daemon that lives through a day among its stand-ins, on a clock that leaps from one due moment to the next."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.config.settings import Settings
from daemon.wiring.daemon import Daemon, build
from domain.events import TorrentFinished
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage

BERLIN = ZoneInfo("Europe/Berlin")
WORKERS = 4

Deed = Callable[[], Awaitable[None]]


def at(text: str) -> datetime:
    """A local moment of the night from 28 to 29 March 2026, in which two o'clock is three o'clock."""
    day, time = text.split()
    return datetime.fromisoformat(f"2026-03-{day}T{time}").replace(tzinfo=BERLIN).astimezone(UTC)


def local(moment: datetime) -> str:
    return moment.astimezone(BERLIN).strftime("%d %H:%M")


def marks(minutes: int) -> list[str]:
    """The due times of a cycle in the hours that the daemon was up, and the one made up for after the pause."""
    step, found = timedelta(minutes=minutes), []
    moment = BEGIN - timedelta(minutes=BEGIN.minute % minutes)
    while (moment := moment + step) < END:
        if not OFF < moment < ON:
            found.append(local(moment))
    return sorted([*found, local(ON)])


BEGIN, END = at("28 22:45"), at("29 23:45")
OFF, ON = at("29 07:58"), at("29 09:01")


@dataclass
class Life:
    """A daemon that is started and stopped, on a clock that leaps from one due moment to the next."""

    stage: Stage
    clock: FakeClock
    settings: Settings
    asked: dict[str, int] = field(default_factory=dict)
    deeds: list[tuple[datetime, Deed]] = field(default_factory=list)
    daemon: Daemon | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self, **changes: str) -> None:
        """As a process starts: on the same state, with what it had in hand taken back."""
        given = self.settings.model_dump(exclude_unset=True) | changes
        self.settings = Settings(**given)
        self.daemon = await self._stack.enter_async_context(build(self.settings, self.clock))
        await self.daemon.claims.take_back(now=self.clock.now())

    async def stop(self) -> None:
        self.daemon = None
        await self._stack.aclose()

    def do(self, when: str, deed: Deed) -> None:
        """What somebody does at a moment of the day."""
        self.deeds.append((at(when), deed))

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def shelve(self, *numbers: int) -> None:
        """Put books into the library that no one else knows."""
        for number in numbers:
            audio = self.stage.library / f"Author {number}" / f"Untold Story {number}" / "1.m4b"
            write_audio(
                audio, seconds=60, tags={"album": audio.parent.name, "artist": f"Author {number}"}, size=5000
            )
        self.stage.shelf.scan_library()

    async def download(self, torrent_id: int, *, hook: bool) -> None:
        """The torrent client finishes a book in the library's folder, and reports it if there is a hook."""
        staged = self.stage.prepare(listing(torrent_id))
        await self.stage.finish(staged)
        self.stage.shelf.scan_library()
        now = self.clock.now()
        moments = {"added_on": int(now.timestamp()) - 600, "completion_on": int(now.timestamp())}
        self.stage.client.torrents[staged.info_hash].fields |= moments
        if hook:
            assert self.daemon is not None
            await self.daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=now)

    async def begin(self, kind: str) -> None:
        """A person starts a cycle."""
        assert self.daemon is not None
        assert await self.daemon.timer.cycles.start(kind, trigger="person")

    def note(self, name: str) -> None:
        """Remember how often MAM and Google Books had been asked by then."""
        self.asked[f"MyAnonamouse {name}"] = len(self.stage.mam.visits)
        self.asked[f"Google Books {name}"] = len(self.stage.google_books.visits)

    async def live(self) -> None:
        """Let timer and dispatchers work until the day ends, and time pass whenever nothing is left to do."""
        self.deeds.sort(key=lambda deed: deed[0])
        while True:
            while self.deeds and self.deeds[0][0] <= self.clock.now():
                await self.deeds.pop(0)[1]()
            now = self.clock.now()
            if now >= END:
                return
            coming = [END, *(when for when, _ in self.deeds)]
            if self.daemon is not None:
                await self.daemon.timer.step()
                due = await self.daemon.claims.next_due()
                if due is not None and due <= now:
                    await self._work(self.daemon)
                    continue
                coming += [due] if due is not None else []
                coming += [schedule.next_after(now) for schedule in self.daemon.timer.schedules.values()]
            self.clock.advance(min(coming) - now)

    async def _work(self, daemon: Daemon) -> None:
        """Let each dispatcher take an event, side by side."""
        waiting = (await daemon.parts.store.inbox.depth()).waiting
        async with asyncio.TaskGroup() as dispatchers:
            for _ in range(min(waiting, WORKERS)):
                dispatchers.create_task(daemon.dispatcher.step())
