"""The fixtures of all tests, by subject."""

import pytest
import rapidfuzz.distance
import rapidfuzz.fuzz  # noqa: F401 - its first import warns inside of a test

from sandbox.clock import FakeClock

pytest_plugins = (
    "tests.fixtures.examples",
    "tests.fixtures.postgres",
    "tests.fixtures.services",
    "tests.fixtures.stores",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
