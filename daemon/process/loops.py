"""The loops of one daemon, from its start to its end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Final

import structlog

from daemon.config.problems import missing
from daemon.process.memory import keep_for_good, stay_small
from daemon.process.service_manager import ServiceManager
from daemon.process.watchdog import Watchdog
from daemon.wiring.daemon import Daemon

GRACE_SECONDS: Final = 8
"""Work in hand may end within this time; then it goes back to the inbox."""

_log: Final = structlog.get_logger("shelfhook")


async def run_loops(daemon: Daemon, over: Awaitable[None], manager: ServiceManager) -> None:
    """Run every loop in one group until *over*: one that ends early ends the process, and nothing runs unwatched."""
    keep_for_good()
    if not is_set_up(daemon):
        await _stand_by(daemon, over, _watchdog(daemon, manager, None))
        return
    async with asyncio.TaskGroup() as loops:
        edges = [
            loops.create_task(_for_ever(loop), name=name) for name, loop in _edges(daemon, manager).items()
        ]
        dispatcher = loops.create_task(daemon.dispatcher.run(), name="dispatcher")
        await over
        daemon.dispatcher.stop()
        for edge in edges:
            edge.cancel()
        await asyncio.wait([dispatcher], timeout=GRACE_SECONDS)
        dispatcher.cancel()


def is_set_up(daemon: Daemon) -> bool:
    """Whether the daemon can work."""
    return not missing(daemon.parts.settings)


def at_work(daemon: Daemon) -> str:
    """The status that the service manager shows."""
    lacking = missing(daemon.parts.settings)
    return f"Standing by ({'; '.join(one.mend for one in lacking)})" if lacking else "Listening"


async def _stand_by(daemon: Daemon, over: Awaitable[None], watchdog: Watchdog | None) -> None:
    """Take completions from the hook, and handle nothing."""
    for hint in missing(daemon.parts.settings):
        _log.warning("not_set_up", hint=hint)
    await daemon.parts.leadership.stand_aside()
    async with asyncio.TaskGroup() as loops:
        loops_of = [daemon.spool.run(), *([] if watchdog is None else [watchdog.run()])]
        tasks = [loops.create_task(one) for one in loops_of]
        await over
        for task in tasks:
            task.cancel()


def _edges(daemon: Daemon, manager: ServiceManager) -> Mapping[str, Coroutine[None, None, None]]:
    """The loops beside the dispatcher, by name."""
    edges = {
        "clock jumps": daemon.clock_jumps.run(),
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
    if (watchdog := _watchdog(daemon, manager, lambda: daemon.dispatcher.turned)) is not None:
        edges["watchdog"] = watchdog.run()
    return edges


def _watchdog(daemon: Daemon, manager: ServiceManager, turned: Callable[[], float] | None) -> Watchdog | None:
    if manager.watchdog is None:
        return None
    return Watchdog(
        manager=manager,
        within=manager.watchdog,
        turned=turned,
        ask=daemon.claims.next_due,
        clock=daemon.parts.clock,
    )


async def _for_ever(loop: Coroutine[None, None, None]) -> None:
    await loop
    raise RuntimeError("a task ended unexpectedly")
