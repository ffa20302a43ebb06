"""A daemon beside a library, and the command line beside the daemon."""

import importlib.util

import pytest

from daemon.config.settings import Settings
from tests.fixtures.places import ROOT


@pytest.fixture
def settings(beside_the_shelf: Settings) -> Settings:
    return beside_the_shelf


@pytest.fixture(scope="module")
def tables():
    """The script behind `make docs`."""
    spec = importlib.util.spec_from_file_location("json_tables", ROOT / "docs" / "json_tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
