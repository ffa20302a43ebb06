"""Finds the events to handle next."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from daemon.dispatch.handling import LEASE
from daemon.dispatch.outages import Outages
from domain.clock import Clock
from store.queue.claims import Claim, Claims
from store.queue.statements import Taking

FEW: Final = 2
"""How many hooks are handled as soon as they are answered."""

QUIET: Final = timedelta(milliseconds=20)
"""Further ones are handled after a pause of this length without a new hook."""

PATIENCE: Final = timedelta(seconds=1)
"""The hooks may never pause: after this time events are claimed anyway."""

_LONGEST_REST: Final = timedelta(seconds=30)
_SHORTEST_REST: Final = timedelta(milliseconds=10)


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed event; `probes` is the service that it probes, "" for none."""

    claim: Claim
    probes: str = ""


@dataclass(slots=True)
class Hooks:
    """Counts the hooks that came since handling last caught up.

    qBittorrent waits for the answer of each hook, and handling is in no hurry: both want the same processor and
    the same store.

    Args:
        quiet: How long nothing arrives when a burst is over.
        patience: How long handling waits for that.
    """

    quiet: timedelta = QUIET
    patience: timedelta = PATIENCE
    _ahead: int = 0

    def came(self) -> None:
        """A hook is being answered."""
        self._ahead += 1

    def caught_up(self) -> None:
        """Nothing that is due is left to be claimed."""
        self._ahead = 0

    async def let_pass(self, arrived: asyncio.Event) -> None:
        """Wait for the end of a burst, if there is one.

        Args:
            arrived: Set whenever something arrives; cleared here.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience.total_seconds()):
                while self._ahead > FEW:
                    await self._quiet(arrived)

    async def _quiet(self, arrived: asyncio.Event) -> None:
        arrived.clear()
        try:
            async with asyncio.timeout(self.quiet.total_seconds()):
                await arrived.wait()
        except TimeoutError:
            # Until handling has caught up, the next hook begins another burst.
            self._ahead = FEW


@dataclass(slots=True, kw_only=True)
class Producer:
    """Waits until something is due, and claims it.

    Args:
        claims: On the inbox.
        outages: Say which services may be probed.
        hooks: Go first where they come faster than they are handled.
        clock: The time.
    """

    claims: Claims
    outages: Outages
    hooks: Hooks
    clock: Clock
    _due_at: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        """Start with a claim at once."""
        self._due_at = self.clock.now()

    async def wait(self) -> None:
        """Wait until something arrives, comes due or may be probed, and hooks leave room for it.

        Raises:
            UnavailableError: The store does not answer.
        """
        pauses = [_LONGEST_REST]
        if self._due_at is not None:
            pauses.append(self._due_at - self.clock.now())
        if self.outages.held and (probe := await self.outages.until_probe()) is not None:
            pauses.append(probe)
        if (rest := min(pauses)) > timedelta(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(max(rest, _SHORTEST_REST).total_seconds()):
                    await self.claims.arrived.wait()
        self.claims.arrived.clear()
        await self.hooks.let_pass(self.claims.arrived)

    async def take(self, most: int) -> AsyncIterator[Taken]:
        """Claim up to *most* events, those that probe a service first, then those that have been due longest.

        Raises:
            UnavailableError: The store does not answer; the events given until then are claimed.
        """
        if self.outages.held:  # seldom: nearly always all services are well
            async for taken in self._probes(most):
                most -= 1
                yield taken
        if most:
            for claim in await self._due(most):
                yield Taken(claim)

    async def _probes(self, most: int) -> AsyncIterator[Taken]:
        """An event for each service that one may ask now, once what waits for the others is released."""
        await self.outages.release()
        for service in self.outages.to_probe()[:most]:
            if (claim := await self._probe(service)) is not None:
                yield Taken(claim, probes=service)

    async def _probe(self, service: str) -> Claim | None:
        """An event that waits for the service, as its probe; None without one."""
        self.outages.begin_probe(service)
        claim = None
        try:
            claim = await self.claims.claim_next(
                now=self.clock.now(), lease=LEASE, taking=Taking.HELD, service=service
            )
        finally:
            if claim is None:
                self.outages.end_probe(service)
        return claim

    async def _due(self, most: int) -> Sequence[Claim]:
        now = self.clock.now()
        found, self._due_at = await self.claims.claim(now=now, lease=LEASE, most=most)
        if self._due_at is None or self._due_at > now:
            self.hooks.caught_up()
        elif not found:
            # It is in another daemon's hands at this very moment.
            self._due_at = now + _SHORTEST_REST
        return found
