"""A library's first fill: every field of many books at once, at an Audiobookshelf whose writes take their time."""

import asyncio
import time
from typing import Any, Final

from benchmarks._children import daemon_process
from benchmarks._rows import at_most
from benchmarks._scene import append_completions, bare_calls, scene, until_settled

BOOKS: Final = 1_000
_BARE: Final = 200
"""Books whose calls are made without the daemon; the time of all is taken to be in proportion."""


def measure() -> list[dict[str, Any]]:
    """The first fill over its bare calls, with one write in flight as everywhere."""
    with scene(BOOKS + _BARE, whole=True) as filling:
        asyncio.run(append_completions(filling.state / "shelfhook.db", range(BOOKS)))
        with daemon_process(filling.environment) as daemon:
            started = time.perf_counter()
            until_settled(daemon.state / "shelfhook.db")
            taken = time.perf_counter() - started
        bare = asyncio.run(bare_calls(filling, _BARE, whole=True)) * BOOKS / _BARE
        empty = filling.world.ask("empty")
    return [
        at_most(
            f"first fill: every field of {BOOKS} items, {taken:.0f} s, over their calls alone",
            taken / bare,
            1.2,
            "times",
        ),
        at_most("first fill: items with a field left empty", len(empty), 0, "items"),
    ]
