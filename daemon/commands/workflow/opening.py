"""The phases' parts: this process's own, or those of the daemon that has the store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Final

from pydantic import SecretStr

from daemon.commands.desk import ask
from daemon.commands.workflow.over_http import OverHttp
from daemon.config.settings import Settings
from daemon.http.api.asked import Asked, Mover
from daemon.process.alone import OF_MAM, OF_THE_LIBRARY, Driver
from daemon.wiring.daemon import build
from domain.clock import Clock
from domain.errors import NeedsPersonError, UnavailableError

_PLACEHOLDER: Final = SecretStr("not-set")


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Asked, Mover]]:
    """Who is asked, and who moves the runs. Who owns the store decides: there is never a second one on it.

    Raises:
        NeedsPersonError: Another process has the store, and answers nobody here.
        BadInputError: The store is of a newer version, or the state directory cannot be written.
        UnavailableError: The database does not answer.
    """
    async with AsyncExitStack() as stack:
        try:
            own = await stack.enter_async_context(_own(settings, clock))
        except NeedsPersonError:
            other = await _other(settings, clock)
            if other is None:
                raise
        else:
            other = None
        if other is not None:
            yield other, other
            return
        yield own


@asynccontextmanager
async def _own(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Asked, Mover]]:
    """A daemon of this process, of which only what the phases need is moved.

    Without MAM's credentials nothing asks MAM: its client is made with a placeholder, the phases that need it
    are not run, and what waits for it stays in the inbox.
    """
    has_mam = settings.mam_id is not None or bool(settings.mam_username and settings.mam_password)
    usable = settings if has_mam else settings.model_copy(update={"mam_id": _PLACEHOLDER})
    async with build(usable, clock, alone=True) as daemon:
        await daemon.claims.take_back(now=clock.now())
        checks = replace(daemon.workflow.checks, settings=settings)
        kinds = OF_THE_LIBRARY | OF_MAM if has_mam else OF_THE_LIBRARY
        yield replace(daemon.workflow, checks=checks), Driver.of(daemon, kinds)


async def _other(settings: Settings, clock: Clock) -> OverHttp | None:
    """The daemon that left word in the state directory how to reach it; None when it does not answer."""
    try:
        await asyncio.to_thread(ask, settings.state_dir, "/health")
    except UnavailableError:
        return None
    return OverHttp(state=settings.state_dir, clock=clock)
