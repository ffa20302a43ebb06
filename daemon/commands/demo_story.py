"""The demo: the whole story on this machine, printed as it happens."""

import asyncio
import json
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from daemon.clock import SystemClock
from daemon.commands.desk import Desk
from daemon.commands.tables import plain
from daemon.config.settings import Settings
from daemon.words.event_words import event_name
from daemon.words.wording import named
from domain.clock import Clock
from domain.errors import ShelfhookError
from domain.search_queries import EXAMPLE_QUERIES
from sandbox.audiobookshelf.sources import hit_of
from sandbox.catalogue import listing
from sandbox.qbittorrent import QbittorrentProcess
from sandbox.stage import Stage, Staged

BOOK: Final = 9000703
"""The catalogue's book of the demo."""

_POLL: Final = timedelta(milliseconds=200)
_PATIENCE: Final = timedelta(seconds=60)
_EXAMPLES: Final = {"SEARCH_QUERIES": json.dumps([(one.author[0], one.title) for one in EXAMPLE_QUERIES])}
_DAEMON: Final = (sys.executable, "-m", "daemon")


class StepMissedError(ShelfhookError):
    """A step of the story did not happen in time."""


def run(*, once: bool) -> int:
    """Print the story; then stay up until Ctrl-C, or end at once.

    Returns:
        0 when every step happened, else 1.
    """
    return asyncio.run(_run(once=once))


async def _run(*, once: bool) -> int:
    console = Console(highlight=False, soft_wrap=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    failures: list[BaseException] = []
    with tempfile.TemporaryDirectory(prefix="shelfhook-demo-") as folder:
        try:
            async with asyncio.TaskGroup() as tasks:
                story = tasks.create_task(_play(Path(folder), console, stop, once=once))
                ended = tasks.create_task(stop.wait())
                await asyncio.wait({story, ended}, return_when=asyncio.FIRST_COMPLETED)
                stop.set()
        except* ShelfhookError as failed:
            failures += _leaves(failed)
    for error in failures:
        console.print(f"[bold red]The demo failed:[/] {error}")
    return 1 if failures else 0


def _leaves(group: BaseExceptionGroup[ShelfhookError]) -> list[BaseException]:
    """The errors themselves, however deep the groups of the task groups nest."""
    return [
        leaf
        for one in group.exceptions
        for leaf in (_leaves(one) if isinstance(one, BaseExceptionGroup) else [one])
    ]


async def _play(folder: Path, console: Console, stop: asyncio.Event, *, once: bool) -> None:
    clock = SystemClock()
    state = folder / "state"
    hook = f'{shlex.join(_DAEMON)} notify --state-dir "{state}" "%K" "%I" "%J"'
    async with Stage(folder, clock, hook=hook) as stage, asyncio.TaskGroup() as tasks:
        watcher = tasks.create_task(stage.shelf.run_watcher())
        async with _daemon(stage.environment(state) | _EXAMPLES, state, folder, clock) as url:
            story = _Story(console, state, clock, stop)
            story.say("Stage", _cast(stage))
            story.say("Daemon", f"listening at {url}, store in {state}")
            await _show(story, stage)
            if not once and not stop.is_set():
                console.print(f"\nThe daemon stays up. Its page: [bold]{url}/[/]  (Ctrl-C ends the demo)")
                await stop.wait()
        watcher.cancel()


async def _show(story: "_Story", stage: Stage) -> None:
    staged = stage.prepare(listing(BOOK))
    stage.shelf.sources.books = {"audible": [hit_of(staged.listing)]}
    said = staged.listing
    story.say("Torrent", f"{said.title} by {', '.join(said.authors)} starts")
    await stage.finish(staged)
    story.say("Torrent", f"finished: {staged.info_hash}")
    if not stage.real:
        await _call_hook(story, staged)
    event = await story.until(story.completion, "the hook's event in the queue")
    story.say("Event", f"number {event['id']} stored: {event_name(event['kind'], event['event'])}")
    download = await story.until(lambda: story.first("/api/downloads"), "the MyAnonamouse record")
    story.say("Record", f"{download['title']}, {download['author']}: found by {download['found_by']}")
    await _show_wait(story, event["id"])
    download = await story.until(lambda: story.applied(download["id"]), "the library item")
    story.say("Item", f"{download['item_id']}: found by {download['item_found_by']}")
    for change in reversed(await story.ask("/api/changes")):
        story.say(
            "Field",
            f"{change['field']}: {plain(change['before'])} → {plain(change['after'])} ({named(change['status'])})",
        )
    item = stage.shelf.item(download["item_id"])
    narrators, tags = plain(item.narrators), plain(item.tags)
    story.say("Read back", f"narrators: {narrators}; abridged: {plain(item.abridged)}; tags: {tags}")
    story.say("Duration", download["duration_check"])
    if list(item.narrators) != list(said.narrators):
        raise StepMissedError("Audiobookshelf does not have the record's narrators")
    settled = await story.until(lambda: story.settled(event["id"]), "the event settled")
    story.say("Done", f"event {settled['id']} is {named(settled['verdict'])}")


async def _show_wait(story: "_Story", event_id: int) -> None:
    event = await story.ask(f"/api/events/{event_id}")
    if event["verdict"] is None and event["reason"]:
        story.say(
            "Wait", f"{event['reason']}; Audiobookshelf's watcher takes about 12 s, so shelfhook tries again"
        )


async def _call_hook(story: "_Story", staged: Staged) -> None:
    """Call the hook as qBittorrent would: one process, with the hashes as arguments."""
    story.say("Hook", "`qbittorrent-nox` is not installed: the hook is called as qBittorrent would call it")
    process = await asyncio.create_subprocess_exec(
        *_DAEMON, "notify", "--state-dir", str(story.state), staged.info_hash, staged.info_hash, "-",
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait():
        raise StepMissedError("the hook's program failed")


def _cast(stage: Stage) -> str:
    real = (
        "two real qBittorrents"
        if isinstance(stage.client, QbittorrentProcess)
        else "a stand-in of qBittorrent"
    )
    return f"stand-ins of MyAnonamouse, Audiobookshelf and Google Books, and {real}, all on loopback"


@dataclass(frozen=True, slots=True)
class _Story:
    """Prints the events, and waits for the next ones."""

    console: Console
    state: Path
    clock: Clock
    stop: asyncio.Event

    def say(self, step: str, what: str) -> None:
        self.console.print(f"[bold cyan]{step:>10}[/]  ", end="")
        self.console.print(what, markup=False)

    async def ask(self, path: str) -> Any:
        return await asyncio.to_thread(Desk.of(self.state).ask, path)

    async def completion(self) -> Any:
        events = await self.ask("/api/events")
        return next((event for event in events if event["kind"] == "torrent.finished"), None)

    async def first(self, path: str) -> Any:
        found = await self.ask(path)
        return found[0] if found else None

    async def applied(self, number: int) -> Any:
        download = await self.ask(f"/api/downloads/{number}")
        return download if download["status"] == "applied" else None

    async def settled(self, number: int) -> Any:
        event = await self.ask(f"/api/events/{number}")
        return event if event["verdict"] else None

    async def until(self, read: Callable[[], Awaitable[Any]], what: str) -> Any:
        """The first result of *read*.

        Raises:
            StepMissedError: It found nothing for a minute, or the demo was ended.
        """
        end = self.clock.now() + _PATIENCE
        while self.clock.now() < end and not self.stop.is_set():
            found = await read()
            if found:
                return found
            await self.clock.sleep(_POLL)
        raise StepMissedError(f"{what} did not come" if not self.stop.is_set() else "it was interrupted")


@asynccontextmanager
async def _daemon(settings: Mapping[str, str], state: Path, folder: Path, clock: Clock) -> AsyncIterator[str]:
    """A daemon of its own process with these settings only; its address."""
    ours = {name.upper() for name in Settings.names()}
    environment = {name: value for name, value in os.environ.items() if name not in ours} | dict(settings)
    log = folder / "daemon.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *_DAEMON,
            "serve",
            env=environment,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield await _address(process, state, log, clock)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process, state: Path, log: Path, clock: Clock) -> str:
    for _ in range(int(_PATIENCE / _POLL)):
        if (state / "hook.url").exists():
            return (state / "hook.url").read_text().strip().removesuffix("/webhooks/qbittorrent")
        if process.returncode is not None:
            break
        await clock.sleep(_POLL)
    logged = await asyncio.to_thread(log.read_text)
    raise StepMissedError(f"the daemon did not start: {logged[-2000:]}")
