"""The daemon's memory."""

import ctypes
import gc
from datetime import timedelta
from typing import Final

from domain.clock import Clock

_EVERY: Final = timedelta(seconds=30)
_ARENA_MAX: Final = -8
"""glibc's M_ARENA_MAX."""


def keep_for_good() -> None:
    """Exclude the present objects from garbage collection: they live as long as the daemon.

    Traversing them again and again took an eighth of the time of reading a library. Those of an earlier call that
    are of no use any more, as after a reload, are given back.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    give_back()


def share_arenas() -> None:
    """Let all threads take their memory from one place: each thread's own stays half empty for good."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_ARENA_MAX, 1)


async def stay_small(clock: Clock) -> None:
    """Give back for ever: a long list that was read once would otherwise be paid for until the end."""
    while True:
        await clock.sleep(_EVERY)
        give_back()


def give_back() -> None:
    """Return unused memory to the machine; only glibc can do that."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
