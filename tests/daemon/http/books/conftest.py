"""A daemon beside a library."""

import pytest

from daemon.config.settings import Settings


@pytest.fixture
def settings(beside_the_shelf: Settings) -> Settings:
    return beside_the_shelf
