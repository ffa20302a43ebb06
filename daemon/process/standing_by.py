"""A daemon whose settings are not complete: it keeps what it is told, and its page says what is missing."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from daemon.config.problems import missing
from daemon.process.watchdog import Watchdog
from daemon.wiring.daemon import Daemon

_EVERY: Final = timedelta(seconds=30)

_log: Final = structlog.get_logger("shelfhook")


def is_set_up(daemon: Daemon) -> bool:
    """Whether the daemon can work."""
    return not missing(daemon.parts.settings)


async def stand_by(daemon: Daemon, stop: asyncio.Event, watchdog: Watchdog | None) -> None:
    """Take in what the hook tells, and handle nothing, until the daemon is stopped."""
    for hint in missing(daemon.parts.settings):
        _log.warning("not_set_up", hint=hint)
    await daemon.parts.leadership.stand_aside()
    async with asyncio.TaskGroup() as loops:
        loops_of = [daemon.spool.run(), _turn(daemon), *([] if watchdog is None else [watchdog.run()])]
        tasks = [loops.create_task(one) for one in loops_of]
        await stop.wait()
        for task in tasks:
            task.cancel()


async def _turn(daemon: Daemon) -> None:
    """Turn in the dispatcher's place, for the watchdog."""
    while True:
        daemon.pulse.now()
        await daemon.pulse.sleep(_EVERY)
