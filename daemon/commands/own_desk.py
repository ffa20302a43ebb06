"""A desk in this process, for commands that are of use while no daemon runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from daemon import log
from daemon.clock import SystemClock
from daemon.commands.copied_state import copied_state
from daemon.commands.desk import Desk, daemon_of
from daemon.config.installation import start_command
from daemon.config.owners import other_owner
from daemon.config.problems import load, not_to_be_seen
from daemon.config.settings import Settings
from daemon.config.sources import ENV_FILE
from daemon.process.alone import Driver, alone
from domain.clock import Clock
from domain.errors import NeedsPersonError


def ask_own(request: Callable[[Desk], Any], *, command: str, complete: bool) -> Any:
    """See `daemon.commands.at_once.at_once`."""
    refuse_without_secrets(load())
    settings = load(complete=complete)
    log.configure(level="warning", form=settings.log_format, secrets=settings.secrets())

    async def ask() -> Any:
        async with opened(settings, SystemClock(), command=command) as (desk, _):
            return await asyncio.to_thread(request, desk)

    return asyncio.run(ask())


def refuse_without_secrets(settings: Settings) -> None:
    """Check that this process may read what a daemon would.

    Raises:
        NeedsPersonError: The secrets are for the service alone, which does not run.
    """
    if (folder := not_to_be_seen(settings)) is not None:
        raise NeedsPersonError(
            f"the daemon is not running, and the secrets in {folder} are for the service alone",
            f"start it with `{start_command(ENV_FILE)}`",
        )


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, *, command: str, sole: bool = False, on_a_copy: bool = False
) -> AsyncIterator[tuple[Desk, Driver | None]]:
    """This state directory's daemon, if it answers; else one in this process, with a driver for its runs.

    Args:
        settings: Of a daemon of this process.
        clock: Its time.
        sole: Whether no other daemon may work on the same PostgreSQL meanwhile.
        on_a_copy: Whether a daemon in this process works on a copy of the state, so that nothing is changed.
        command: The command to run as the owner of the state directory, if that is another user.

    Raises:
        NeedsPersonError: Another process has the store and does not answer here, or the state directory is another
            user's.
        BadInputError: The store is of a newer version, or the state directory cannot be written.
        UnavailableError: The database does not answer.
    """
    state = settings.state_dir
    if (running := await asyncio.to_thread(daemon_of, state)) is not None:
        yield running, None
        return
    if (owner := await asyncio.to_thread(other_owner, state)) is not None:
        # Files that we create would be closed to the other user's daemon.
        raise NeedsPersonError(f"{state} belongs to {owner}", f"run `sudo -u {owner} shelfhook {command}`")
    async with AsyncExitStack() as stack:
        copied = stack.enter_context(copied_state(settings)) if on_a_copy else settings
        own = await stack.enter_async_context(alone(copied, clock, sole=sole, as_if=settings))
        yield Desk(own.url, own.header, state), own.driver
