"""Completions: from the hook to Audiobookshelf, alone and by the thousand."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp

from benchmarks._children import DaemonProcess, daemon_process
from benchmarks._rows import at_most, percentile
from benchmarks._scene import LOOK, Scene, append_completions, bare_calls, get, patch, scene, until_settled
from benchmarks._world import body, info_hash
from benchmarks.hooks import committing

ALONE: Final = 150
WAITING: Final = 10_000
_COLD: Final = 10
"""So many at first count for nothing: connections and caches are there from the second one on."""

_BARE: Final = 500
"""Books whose calls are made without the daemon; the time of more is taken to be in proportion."""


def measure() -> list[dict[str, Any]]:
    """One completion over its bare parts, and very many over their bare calls."""
    with scene(ALONE + WAITING + _BARE) as completing:
        rows = _alone(completing)
        rows += _drained(completing)
        wrong = completing.world.ask("wrong")
        rows.append(at_most("completions: books without what MyAnonamouse says", len(wrong), 0, "books"))
    return rows


def _alone(scene: Scene) -> list[dict[str, Any]]:
    with daemon_process(scene.environment) as daemon:
        sent, bare = asyncio.run(_in_turn(scene, daemon))
    arrived = dict(scene.world.ask("patches"))
    waits = [arrived[f"/api/items/{scene.books[number]['id']}/media"] - at for number, at in sent.items()]
    median = statistics.median(waits)
    return [
        at_most(
            f"completions: {1000 * median:.1f} ms from the hook to the PATCH, over commit, GET, PATCH, commit",
            median / statistics.median(bare),
            3,
            "times",
        ),
        at_most(
            "completions: from the hook to the PATCH, 99th percentile",
            1000 * percentile(waits, 0.99),
            100,
            "ms",
        ),
    ]


async def _in_turn(scene: Scene, daemon: DaemonProcess) -> tuple[dict[int, float], list[float]]:
    """Completions, and between them their bare parts, so that both meet the machine in the same state.

    Returns:
        By number when each completion's hook began, and the seconds of the bare parts.
    """
    sent: dict[int, float] = {}
    bare: list[float] = []
    with committing(scene.state.parent / "bare.db") as commit:
        async with aiohttp.ClientSession() as session:
            for number in range(ALONE):
                sent[number] = await _complete(session, daemon, number)
                bare.append(await _bare_parts(session, commit, scene, scene.books[-1 - number]))
    for number in range(_COLD):
        del sent[number]
    return sent, bare[_COLD:]


async def _complete(session: aiohttp.ClientSession, daemon: DaemonProcess, number: int) -> float:
    """Report a completion and wait until it is settled; when the report began."""
    await _rest()
    started = time.perf_counter()
    async with session.post(daemon.url, data={"hash": info_hash(number)}, headers=daemon.header) as answer:
        assert answer.status == 202, await answer.text()
    # A reader that asks at once takes a processor's time from what is measured.
    await _rest()
    await asyncio.to_thread(until_settled, daemon.state / "shelfhook.db")
    return started


async def _bare_parts(
    session: aiohttp.ClientSession,
    commit: Callable[[], Awaitable[None]],
    scene: Scene,
    book: dict[str, Any],
) -> float:
    """The seconds of a commit, a GET, a PATCH and a commit, where nothing else is done.

    After a rest, as a completion: what a processor did long ago it does more slowly.
    """
    await _rest()
    started = time.perf_counter()
    await commit()
    await get(session, scene.address(book), scene.header)
    await patch(session, scene.address(book), scene.header, body(0))
    await commit()
    return time.perf_counter() - started


async def _rest() -> None:
    await asyncio.sleep(LOOK)  # noqa: TID251 - a rest of the machine's own time


def _drained(scene: Scene) -> list[dict[str, Any]]:
    asyncio.run(append_completions(scene.state / "shelfhook.db", range(ALONE, ALONE + WAITING)))
    with daemon_process(scene.environment) as daemon:
        started = time.perf_counter()
        until_settled(daemon.state / "shelfhook.db")
        taken = time.perf_counter() - started
        cpu = daemon.cpu_seconds()
    bare = asyncio.run(bare_calls(scene, _BARE)) * WAITING / _BARE
    name = f"completions: {WAITING} waiting ones, {taken:.0f} s ({cpu:.0f} s own), over their calls alone"
    return [at_most(name, taken / bare, 4, "times")]
