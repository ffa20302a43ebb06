"""A daemon in the stand-ins' world, with things to look at."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from staged_clock import StagedClock

from daemon.config.settings import Settings
from daemon.http.base_path import at_root
from daemon.wiring.daemon import Daemon, build
from domain.events import LibrarySyncDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, DurationVerdict, EventVerdict, ProofKind, Status
from domain.recording import Recording, Series
from handlers.library.newest import REFRESHED_EVERY
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing
from sandbox.stage import Stage
from store.changes import NewChange
from store.queue.claims import Ending
from tests.fixtures.stores import ready_state

Told = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

UNDECIDED = "f" * 40
UNDER_WAY = "e" * 40
NOTHING_SET = dict.fromkeys(
    (
        "mam_url", "mam_id", "abs_url", "abs_token", "qbittorrent_url", "qbittorrent_username",
        "qbittorrent_password", "google_books_url", "google_books_api_key", "library_dirs",
    )
)  # fmt: skip
HOSTILE = (
    '</bdi></a></p><script>harmed = 1</script><img src=x onerror="harmed = 1"><style>*{display:none}</style>'
    '"\'><iframe src="javascript:parent.harmed = 1"></iframe> {{ 7 * 7 }} \u202egnp.exe\u2066\u200f\x07\x1b[31m\x7f\ufffe '
    + "שלום " * 40
    + "W" * 10_000
)


@dataclass(slots=True)
class House:
    """The daemon, its world and its address."""

    daemon: Daemon
    stage: Stage
    clock: StagedClock
    url: str

    async def settle(self) -> None:
        """Handle all that is due, in no time."""
        self.clock.hurried = True
        for _ in range(200):
            if not await self.daemon.dispatcher.step():
                break
        self.clock.hurried = False

    async def read_library(self) -> None:
        parts = self.daemon.parts
        await parts.store.runs.start(
            "library-sync", trigger="timer", first=lambda run: LibrarySyncDue(run=run), now=parts.clock.now()
        )
        await self.settle()

    async def run(self, kind: str) -> None:
        await self.daemon.timer.cycles.start(kind, trigger="timer")
        await self.settle()

    async def complete(self, number: int, *, length: float = 1.0, cover: bytes | None = None) -> None:
        """Let a book of the catalogue finish downloading, and its metadata be written."""
        await self.arrive(number, length=length, cover=cover)
        await self.settle()

    async def arrive(self, number: int, *, length: float = 1.0, cover: bytes | None = None) -> None:
        """Let a book finish, of its listed length or of a part of that, and qBittorrent report it."""
        listed = listing(number)
        shorter = replace(listed, duration_seconds=int((listed.duration_seconds or 3600) * length))
        staged = self.stage.prepare(shorter)
        if cover is not None:
            (staged.content / "cover.png").write_bytes(cover)
        await self.stage.finish(staged)
        self.stage.shelf.scan_library()
        self.clock.advance(REFRESHED_EVERY)
        await self.report(staged.info_hash)

    async def report(self, info_hash: str) -> None:
        await self.daemon.parts.store.inbox.add(TorrentFinished(info_hash=info_hash), now=self.clock.now())

    async def propose(self, number: int) -> None:
        self.clock.hurried = True
        await self.daemon.api.acquisition.propose.by_mam_id(number, found_by="the search cycle")
        self.clock.hurried = False

    async def leave_undecided(self) -> int:
        """A download that two items may be; its number."""
        for name in ("Chains (2011)", "Chains, read by another"):
            write_audio(
                self.stage.library / name / "1.mp3",
                seconds=36_000,
                tags={"album": "Chains", "artist": "Jo Doe"},
            )
        self.stage.shelf.scan_library()
        recording = Recording(
            title="Chains",
            authors=("Jo Doe",),
            narrators=("Ann Reed",),
            duration_seconds=36_000,
            torrent_id=9200001,
        )
        return await self.hold(recording, UNDECIDED)

    async def leave_hostile(self) -> int:
        """A download whose every name means harm, written to its item; its number."""
        recording = Recording(
            title=HOSTILE, authors=(HOSTILE,), narrators=(HOSTILE, "x" * 10_000), series=(Series(name=HOSTILE),),
            publisher=HOSTILE, torrent_id=9200002,
        )  # fmt: skip
        number = await self.hold(recording, UNDECIDED, name="plain")
        candidate = {"item_id": HOSTILE, "title": HOSTILE, "path": HOSTILE, "why": HOSTILE}
        await self.daemon.parts.store.downloads.update(
            number,
            status=Status.NEEDS_PERSON.value,
            reason=HOSTILE,
            candidates=[candidate],
            item_found_by=HOSTILE,
            proof_kind=ProofKind.PATH,
            duration_verdict=DurationVerdict.SHORTER,
            duration_check=f"shorter than listed: {HOSTILE}",
            chosen_because=HOSTILE,
            wanted={"title": HOSTILE},
        )
        new = NewChange(
            at=self.clock.now(), item_id=HOSTILE, field="narrators", before=[HOSTILE], after=[HOSTILE] * 3,
            status=ChangeStatus.PLANNED, source=ChangeSource.MAM, item_updated_at=None, download_id=number,
        )  # fmt: skip
        await self.daemon.parts.store.changes.plan([new])
        await self.give_up("d" * 40, HOSTILE)
        return number

    async def give_up(self, info_hash: str, reason: str) -> int:
        """An event that was given up; its number."""
        await self.report(info_hash)
        claim = await self.daemon.claims.claim_next(now=self.clock.now(), lease=timedelta(minutes=2))
        assert claim is not None
        await self.daemon.claims.settle(claim, Ending(EventVerdict.BURIED, reason), now=self.clock.now())
        return claim.id

    async def leave_under_way(self) -> int:
        """A download that waits for its library item; its number."""
        recording = Recording(
            title="Artemis", authors=("Andy Weir",), narrators=("Rosario Dawson",), torrent_id=9000406
        )
        return await self.hold(recording, UNDER_WAY, name="Artemis (Andy Weir)")

    async def hold(self, recording: Recording, info_hash: str, *, name: str = "Chains") -> int:
        """A finished torrent that lies where no one sees its files, and its record; its number."""
        self.stage.client.hold(
            hash=info_hash, name=name, save_path="/seedbox", content_path=f"/seedbox/{name}",
            files=[(f"{name}/1.mp3", 4096)], comment="",
        )  # fmt: skip
        record = await self.daemon.parts.store.downloads.create(
            recording,
            hashes=(info_hash, None, None),
            found_by="the torrent's comment",
            status=Status.FINISHED,
            now=self.clock.now(),
        )
        await self.report(info_hash)
        await self.settle()
        return record.id


@asynccontextmanager
async def opened(
    stage: Stage, clock: StagedClock, state: Path, *, told: Told | None = None, **others: Any
) -> AsyncIterator[House]:
    """A daemon of the stage's settings, or of none, on a loopback port; *told* hears of each of its answers."""
    given = {name.lower(): value for name, value in stage.environment(ready_state(state)).items()}
    given |= {"timezone": "Europe/London", "path_map": _path_map(stage)} | others
    settings = Settings(**{k: v for k, v in given.items() if v is not None})
    async with AsyncExitStack() as stack:
        daemon = await stack.enter_async_context(build(settings, clock))
        if told is not None:
            daemon.app.on_response_prepare.append(told)
        url = await stack.enter_async_context(_served(daemon))
        yield House(daemon, stage, clock, url)


def _path_map(stage: Stage) -> str:
    rules = [] if stage.view is None else [{"client": str(stage.library), "abs": stage.view}]
    return json.dumps(rules)


@asynccontextmanager
async def _served(daemon: Daemon) -> AsyncIterator[str]:
    runner = web.AppRunner(daemon.app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    at_root(daemon.app, runner)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def arrange(house: House) -> int:
    """Everything that a person may meet on the pages; the number of the download that waits for their word."""
    for number in (9000201, 9000104, 9000401, 9000703):
        await house.complete(number)
        house.clock.advance(timedelta(minutes=23))
    await house.complete(9000301, length=0.8)
    undecided = await house.leave_undecided()
    for cycle in ("library-sync", "enrichment", "reconcile"):
        await house.run(cycle)
    for number in (9000101, 9000105):
        await house.propose(number)
    await house.leave_under_way()
    house.clock.advance(timedelta(minutes=2))
    return undecided
