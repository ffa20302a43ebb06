"""What the watchdog's signs of life depend on."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.dispatch.handling import LEASE
from daemon.process.service_manager import ServiceManager
from daemon.process.watchdog import Watchdog
from domain.errors import UnavailableError
from sandbox.clock import FakeClock
from store.database import Database
from store.queue.claims import Claims


@pytest.fixture
def signs(tmp_path: Path) -> Iterator[socket.socket]:
    """Where the signs of life arrive."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as signs:
        signs.bind(str(tmp_path / "n"))
        signs.setblocking(False)
        yield signs


@pytest.fixture
def make(tmp_path: Path, clock: FakeClock) -> Callable[..., Watchdog]:
    def make(
        ask: Callable[[], Awaitable[object]], turned: Callable[[], float] | None = clock.monotonic
    ) -> Watchdog:
        return Watchdog(
            manager=ServiceManager(address=str(tmp_path / "n")),
            within=timedelta(seconds=1),
            turned=turned,
            ask=ask,
            clock=clock,
        )

    return make


async def answers() -> None:
    """A database in good health."""


async def fails() -> None:
    raise UnavailableError("store: no connection", service="store")


async def test_a_dispatcher_that_stands_still_starves_it(make, signs: socket.socket, clock: FakeClock):
    """A dispatcher that has not turned for longer than a lease is stuck; one turn fixes it."""
    turned = clock.monotonic()
    watchdog = make(answers, lambda: turned)

    clock.advance(LEASE)
    in_time = await watchdog.step()
    clock.advance(timedelta(seconds=1))
    too_late = await watchdog.step()
    turned = clock.monotonic()
    again = await watchdog.step()

    assert (in_time, too_late, again) == (True, False, True)
    assert [signs.recv(64), signs.recv(64)] == [b"WATCHDOG=1"] * 2


async def test_without_a_dispatcher_the_database_is_enough(make, signs: socket.socket, clock: FakeClock):
    """A daemon that stands by has no dispatcher that could turn."""
    watchdog = make(answers, None)

    clock.advance(10 * LEASE)

    assert await watchdog.step()
    assert signs.recv(64) == b"WATCHDOG=1"


@pytest.mark.parametrize("ask", [fails, asyncio.Event().wait], ids=["error", "silence"])
async def test_a_database_in_trouble_starves_it(make, signs: socket.socket, ask):
    """A database that fails, and one that never answers, end the signs of life."""
    fed = await make(ask).step()

    assert not fed
    with pytest.raises(BlockingIOError):
        signs.recv(64)


@pytest.mark.databases("postgres")
async def test_a_locked_postgresql_starves_it(make, signs: socket.socket, db: Database):
    """While another session holds the inbox's table nothing is fed, and then it is again."""
    watchdog = make(Claims(db, "me", asyncio.Event()).next_due)
    other = await db.own_connection()
    await other.driver.execute("BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE")

    locked = await watchdog.step()
    await other.end()
    free = await watchdog.step()

    assert (locked, free) == (False, True)
    assert signs.recv(64) == b"WATCHDOG=1"


async def test_it_looks_no_more_often_than_asked(tmp_path: Path):
    """Between two looks it sleeps half the time within which the manager wants a sign."""
    clock = FakeClock(auto=True)
    looks = []

    async def ask() -> None:
        looks.append(clock.monotonic())
        if len(looks) == 3:
            raise EOFError

    watchdog = Watchdog(
        manager=ServiceManager(), within=timedelta(seconds=1), turned=None, ask=ask, clock=clock
    )
    with pytest.raises(EOFError):
        await watchdog.run()

    assert looks == [0, 0.5, 1]
