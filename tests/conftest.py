"""The fixtures of all tests, by subject."""

import gc
import os
import signal
import sys
from types import FrameType

import pytest

# A machine may forbid bytecode, as containers do. Here the program is started a hundred times: compile it once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest.register_assert_rewrite("tests.fixtures", "tests.boot")

import rapidfuzz.distance  # noqa: E402
import rapidfuzz.fuzz  # noqa: E402, F401 - its first import warns inside of a test

from sandbox.clock import FakeClock  # noqa: E402


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


# At Python's own answer to Ctrl-C asyncio takes its place for each test and each fixture, and Python then writes all that
# they were given into an error that no one reads: half the time of a test with a daemon.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _interrupt)

pytest_plugins = (
    "tests.fixtures.daemons",
    "tests.fixtures.examples",
    "tests.fixtures.forks",
    "tests.fixtures.libraries",
    "tests.fixtures.logs",
    "tests.fixtures.mounts",
    "tests.fixtures.postgres",
    "tests.fixtures.programs",
    "tests.fixtures.services",
    "tests.fixtures.stages",
    "tests.fixtures.statements",
    "tests.fixtures.stores",
    "tests.fixtures.terminals",
    "tests.fixtures.workers",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the garbage collector need not look at it again and again.

    It also looks at what is new more rarely: a test ends before it has left much.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
