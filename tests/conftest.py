"""The fixtures of all tests, by subject."""

import os
import sys

import pytest

# A machine may forbid bytecode, as containers do. Here the program is started a hundred times: compile it once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest.register_assert_rewrite("tests.fixtures")

import rapidfuzz.distance  # noqa: E402
import rapidfuzz.fuzz  # noqa: E402, F401 - its first import warns inside of a test

from sandbox.clock import FakeClock  # noqa: E402

pytest_plugins = (
    "tests.fixtures.daemons",
    "tests.fixtures.examples",
    "tests.fixtures.libraries",
    "tests.fixtures.postgres",
    "tests.fixtures.programs",
    "tests.fixtures.services",
    "tests.fixtures.stages",
    "tests.fixtures.stores",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
