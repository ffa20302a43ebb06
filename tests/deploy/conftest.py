"""An installation in a folder of the test's own."""

import os
import shutil
import sys
from pathlib import Path

import pytest


def tool(name: str) -> str:
    """A linter that comes with the development environment."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found
