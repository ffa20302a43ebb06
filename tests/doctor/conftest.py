"""The command line, as a program of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from daemon.config.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

Command = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs ``shelfhook`` as a program of its own; its status and all that it said."""

    async def run(environment: dict[str, str], *arguments: str, answers: str = "") -> tuple[int, str]:
        ours = {name.upper() for name in Settings.model_fields}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "daemon", *arguments,
            env=inherited | {"PYTHONPATH": str(ROOT)} | environment, cwd=tmp_path,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate(answers.encode())
        assert process.returncode is not None
        return process.returncode, said.decode()

    return run
