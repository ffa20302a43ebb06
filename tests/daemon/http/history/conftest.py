"""A daemon beside a library, with the means to write to it and to run commands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.connections import connect
from daemon.parts import Parts
from daemon.wiring.daemon import Daemon, build
from daemon.wiring.handlers import item_desk
from domain.policy import DEFAULT_POLICY
from handlers.writing.write_fields import WriteFields
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio
from sandbox.audiobookshelf.book import Book
from sandbox.clock import FakeClock
from tests.fixtures.stores import ready_state


@pytest.fixture
async def shelf(clock: FakeClock, tmp_path: Path) -> AsyncIterator[SandboxAudiobookshelf]:
    folder = tmp_path / "books"
    folder.mkdir()
    async with SandboxAudiobookshelf(clock=clock, folder=folder) as server:
        yield server


@pytest.fixture
def book(shelf: SandboxAudiobookshelf, tmp_path: Path) -> Book:
    write_audio(tmp_path / "books" / "Chains" / "1.mp3", seconds=60)
    shelf.scan_library()
    return shelf.item("Chains")


@pytest.fixture
async def daemon(shelf: SandboxAudiobookshelf, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Daemon]:
    settings = Settings(
        mam_id="unused",
        abs_url=shelf.url,
        abs_token=shelf.editor.token,
        state_dir=ready_state(tmp_path / "state"),
        listen="127.0.0.1:0",
    )
    async with build(settings, clock) as daemon:
        yield daemon


@pytest.fixture
async def write(parts: Parts) -> AsyncIterator[WriteFields]:
    """Writes as a handler of this daemon does."""
    async with connect(parts) as connections:
        yield WriteFields(desk=item_desk(parts, connections), policy=DEFAULT_POLICY)


@pytest.fixture
def shelfhook(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Awaitable[Result]]:
    """Run a command beside the daemon, on the same state directory."""
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "250")

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, arguments)

    return run
