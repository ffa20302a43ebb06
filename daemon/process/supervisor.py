"""Runs the daemon's loops until it is stopped."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Final

import structlog

from daemon.config.problems import missing
from daemon.config.settings import Settings
from daemon.doctor.this_machine import too_open
from daemon.http.listening import listening
from daemon.process.listening import listen
from daemon.process.memory import keep_for_good, stay_small
from daemon.process.service_manager import ServiceManager, activated_sockets, listen_of
from daemon.process.watchdog import Watchdog
from daemon.wiring.daemon import Daemon, build
from domain.clock import Clock
from domain.retry import Wait

GRACE_SECONDS: Final = 8
"""Work in hand may end within this time after SIGTERM; then it goes back to the inbox."""

LAST_WORDS: Final = timedelta(seconds=0.5)
"""A hook sends its request at once; a connection that is silent for this long after the door closed is cut off."""

_TURN_EVERY: Final = timedelta(seconds=30)

_log: Final = structlog.get_logger("shelfhook")


async def serve(settings: Settings, clock: Clock, *, environment: Mapping[str, str] = os.environ) -> None:
    """Run until SIGTERM or SIGINT; a second signal ends the process at once.

    Args:
        settings: Complete ones; sockets that the service manager hands over take the place of LISTEN.
        clock: The time.
        environment: Has the service manager's socket.

    Raises:
        BadInputError: The address to listen at is taken or is not this machine's.
    """
    manager = ServiceManager.of(environment)
    handed = activated_sockets(environment)
    if handed:
        # From here on LISTEN is the address for callers: access, and where the hook calls, depend on it.
        settings = settings.model_copy(update={"listen": listen_of(handed)})
    async with build(settings, clock) as daemon:
        _warn_of_open_files(settings)
        stop = _on_signals()
        listeners, url = await listen(settings, handed)
        async with listening(daemon.app, listeners, clock, last_words=LAST_WORDS):
            daemon.parts.access.publish(url)
            returned = await daemon.claims.take_back(now=clock.now())
            # Events that were paused, or waited for a person, may continue under the new settings.
            for wait in (Wait.PAUSE, Wait.PERSON):
                await daemon.claims.wake(wait=wait.value, now=clock.now())
            await daemon.spool.try_take()
            if _is_set_up(daemon):
                await daemon.timer.cycles.start("library-sync", trigger="start")
            _log.info(
                "daemon_ready",
                url=url,
                version=daemon.parts.version,
                timezone=settings.timezone.key,
                events_taken_back=returned,
            )
            manager.notify("READY=1", f"STATUS={_at_work(daemon)} at {url}")
            await _run_loops(daemon, stop, manager)
    _log.info("daemon_stopped")


def _warn_of_open_files(settings: Settings) -> None:
    for file, mode, right in too_open(settings.state_dir):
        _log.warning("file_open_to_others", file=str(file), mode=f"{mode:o}", should_be=f"{right:o}")


async def _run_loops(daemon: Daemon, stop: asyncio.Event, manager: ServiceManager) -> None:
    """Every loop in one group: one that ends early ends the process, and nothing runs unwatched."""
    keep_for_good()
    if not _is_set_up(daemon):
        await _stand_by(daemon, stop, _watchdog(daemon, manager))
        return
    async with asyncio.TaskGroup() as loops:
        edges = [
            loops.create_task(_for_ever(loop), name=name) for name, loop in _edges(daemon, manager).items()
        ]
        dispatcher = loops.create_task(daemon.dispatcher.run(), name="dispatcher")
        await stop.wait()
        manager.notify("STOPPING=1", "STATUS=Finishing the work in progress")
        _log.info("daemon_stopping")
        daemon.dispatcher.stop()
        for edge in edges:
            edge.cancel()
        await asyncio.wait([dispatcher], timeout=GRACE_SECONDS)
        dispatcher.cancel()


def _is_set_up(daemon: Daemon) -> bool:
    """Whether the daemon can work."""
    return not missing(daemon.parts.settings)


def _at_work(daemon: Daemon) -> str:
    """The status that the service manager shows."""
    lacking = missing(daemon.parts.settings)
    return f"Standing by ({'; '.join(one.mend for one in lacking)})" if lacking else "Listening"


async def _stand_by(daemon: Daemon, stop: asyncio.Event, watchdog: Watchdog | None) -> None:
    """Take completions from the hook, and handle nothing, until the daemon is stopped."""
    for hint in missing(daemon.parts.settings):
        _log.warning("not_set_up", hint=hint)
    await daemon.parts.leadership.stand_aside()
    async with asyncio.TaskGroup() as loops:
        loops_of = [daemon.spool.run(), _turn_over(daemon), *([] if watchdog is None else [watchdog.run()])]
        tasks = [loops.create_task(one) for one in loops_of]
        await stop.wait()
        for task in tasks:
            task.cancel()


async def _turn_over(daemon: Daemon) -> None:
    """Turn in the dispatcher's place, for the watchdog."""
    while True:
        daemon.pulse.now()
        await daemon.pulse.sleep(_TURN_EVERY)


def _edges(daemon: Daemon, manager: ServiceManager) -> Mapping[str, Coroutine[None, None, None]]:
    """The loops beside the dispatcher, by name."""
    edges = {
        "spool": daemon.spool.run(),
        "watcher": daemon.watcher.run(),
        "timer": daemon.timer.run(),
        "looking": daemon.new_items.look.run(),
        "keep-alive": daemon.keep_alive.run(),
        "pruning": daemon.prune.run(),
        "memory": stay_small(daemon.parts.clock),
    }
    if not daemon.parts.store.db.is_sqlite:
        edges |= {"leadership": daemon.parts.leadership.run(), "listener": daemon.listener.run()}
    if daemon.new_items.listen is not None:
        edges["listening"] = daemon.new_items.listen.run()
    if daemon.notifier is not None:
        edges["notifier"] = daemon.notifier.run()
    if (watchdog := _watchdog(daemon, manager)) is not None:
        edges["watchdog"] = watchdog.run()
    return edges


def _watchdog(daemon: Daemon, manager: ServiceManager) -> Watchdog | None:
    if manager.watchdog is None:
        return None
    return Watchdog(
        manager=manager,
        within=manager.watchdog,
        pulse=daemon.pulse,
        ask=daemon.claims.next_due,
        clock=daemon.parts.clock,
    )


async def _for_ever(loop: Coroutine[None, None, None]) -> None:
    await loop
    raise RuntimeError("a task ended unexpectedly")


def _on_signals() -> asyncio.Event:
    """Set by the first signal to stop; the second does not wait for anything."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def received() -> None:
        if stop.is_set():
            sys.stderr.flush()
            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, received)
    return stop
