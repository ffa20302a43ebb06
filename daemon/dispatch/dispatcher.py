"""Gives each event to its handler, as many side by side as there are slots."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog

from daemon.dispatch.handling import HANDLER_LIMIT, STOPPED, Answer, Handler, handle
from daemon.dispatch.outages import Outages
from daemon.dispatch.producer import Hooks, Producer, Taken
from daemon.dispatch.settling import Settler, wait_for_store
from daemon.dispatch.suspects import CALM, Suspects
from daemon.dispatch.tally import Tally
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import UnavailableError
from store.queue.claims import Claim, Claims
from store.queue.waits import Waits

SLOTS: Final = 32
"""Events in hand at a time: one that waits for MAM's pace does not hold up the others."""

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Claims events and settles them by their handlers' answers or errors.

    One loop waits for a free slot and for something due, claims as many events as there are free slots, and
    starts each in a task of its own.

    Args:
        claims: On the inbox.
        routes: The handler of each kind of event.
        dependencies: By service; an event that waits for an unavailable one is held until it is back.
        clock: The time.
        tally: Gets each settled event.
        hooks: Go first where they come faster than they are handled.
        awaiting: Set when an event begins to wait for a library item.
    """

    claims: Claims
    routes: Mapping[str, Handler]
    dependencies: Mapping[str, Dependency]
    clock: Clock
    tally: Tally = field(default_factory=Tally)
    hooks: Hooks = field(default_factory=Hooks)
    awaiting: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    turned: float = field(init=False)
    """When it last waited for an event or began one, by the clock that cannot be set."""
    _in_hand: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)
    _hung: set[asyncio.Task[None]] = field(default_factory=set, init=False, repr=False)
    _outages: Outages = field(init=False, repr=False)
    _producer: Producer = field(init=False, repr=False)
    _suspects: Suspects = field(init=False, repr=False)
    _settler: Settler = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Create the producer and the settling."""
        claims, clock = self.claims, self.clock
        self.turned = clock.monotonic()
        waits = Waits(claims.db, claims.arrived)
        self._outages = Outages(waits=waits, dependencies=self.dependencies, clock=clock)
        self._producer = Producer(claims=claims, outages=self._outages, hooks=self.hooks, clock=clock)
        self._suspects = Suspects(claims=claims, clock=clock)
        self._settler = Settler(
            claims=claims, outages=self._outages, tally=self.tally, awaiting=self.awaiting, clock=clock
        )

    async def run(self) -> None:
        """Handle events until stopped; events in progress are finished then, or handed over when cancelled."""
        tries = 0
        async with asyncio.TaskGroup() as tasks:
            checks = tasks.create_task(self._check())
            while not self.stopping:
                try:
                    await self._turn(tasks)
                    tries = 0
                except UnavailableError as error:
                    # The store itself is unavailable: leases protect the claims.
                    tries += 1
                    await wait_for_store(self.clock, error, tries)
            checks.cancel()

    def stop(self) -> None:
        """Claim nothing more."""
        self.stopping = True
        self.claims.arrived.set()

    async def step(self) -> bool:
        """Handle one event here: one that probes a service, or the one that has been due longest.

        Returns:
            Whether there was one.
        """
        taken = [] if self.stopping else [one async for one in self._producer.take(1)]
        for one in taken:
            await self._handle(one)
        return bool(taken)

    async def handle_suspects(self) -> int:
        """Handle the suspects that are due, one after the other, each with nothing else in hand; or bury them.

        Returns:
            How many there were; 0 also while an event in progress does not end.
        """
        self._suspects.are_due = False  # until the next check
        if self._in_hand and not self._hung & self._in_hand:
            _, self._hung = await asyncio.wait(self._in_hand, timeout=HANDLER_LIMIT.total_seconds())
        if hung := self._hung & self._in_hand:
            _log.warning("suspect_postponed", reason="a handler does not end", in_hand=len(hung))
            return 0
        handled = 0
        while not self.stopping and (claim := await self._suspects.take()) is not None:
            await self._handle(Taken(claim))
            handled += 1
        return handled

    async def _check(self) -> None:
        """Find every half a minute what daemons that died have left: suspects, and events that wait for a service that is well."""
        while True:
            await self.clock.sleep(CALM)
            with suppress(UnavailableError):  # the loop beside it meets that, too
                await self._suspects.check()
                await self._outages.check()

    async def _turn(self, tasks: asyncio.TaskGroup) -> None:
        """Wait for a slot and for something due, and start it."""
        self.turned = self.clock.monotonic()
        if len(self._in_hand) >= SLOTS:
            await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
            self.turned = self.clock.monotonic()
        await self._producer.wait()
        self.turned = self.clock.monotonic()  # suspects may wait as long as a handler takes
        if self._suspects.are_due:
            await self.handle_suspects()
        if self.stopping:
            return
        async for one in self._producer.take(SLOTS - len(self._in_hand)):
            task = tasks.create_task(self._handle(one))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def _handle(self, taken: Taken) -> None:
        """Give an event to its handler, and settle it by the answer."""
        claim, self.turned = taken.claim, self.clock.monotonic()
        with structlog.contextvars.bound_contextvars(
            event_id=claim.id, event_key=claim.event.key, attempt=claim.attempt
        ):
            _log.debug("event_claimed", event_kind=claim.event.kind)
            try:
                answer = await self._answer(claim)
                await asyncio.shield(self._settler.settle(claim, answer))
            finally:
                self._outages.end_probe(taken.probes)

    async def _answer(self, claim: Claim) -> Answer:
        """The handler's answer; a hand-over if the daemon was stopped before it could answer."""
        if self.stopping:
            return STOPPED
        try:
            return await handle(claim, self.routes[claim.event.kind])
        except asyncio.CancelledError:
            await asyncio.shield(self._settler.settle(claim, STOPPED))
            raise
