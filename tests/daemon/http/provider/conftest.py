"""A daemon that is the metadata provider of an Audiobookshelf."""

import asyncio
from datetime import date

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from domain.facts import Status
from domain.recording import Recording, Series
from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio

HAIL_MARY = Recording(
    torrent_id=7,
    title="Project Hail Mary",
    authors=("Andy Weir",),
    narrators=("Ray Porter", "Second, Jr."),
    series=(Series(name="Hail", sequence="1"),),
    publisher="Audible Studios",
    release_date=date(2021, 5, 4),
    language="English",
    duration_seconds=58_230,
    abridged=False,
)


@pytest.fixture
async def shelf(clock, tmp_path):
    folder = tmp_path / "books"
    write_audio(folder / "Andy Weir" / "Project Hail Mary" / "1.mp3", seconds=60)
    async with SandboxAudiobookshelf(clock=clock, folder=folder) as server:
        server.scan_library()
        yield server


@pytest.fixture
def settings(beside_the_shelf):
    return beside_the_shelf


@pytest.fixture
def record(parts, clock):
    """Store what MAM said of a recording."""

    async def make(recording, status=Status.APPLIED):
        info_hash = f"{recording.torrent_id:040}"
        return await parts.store.downloads.create(
            recording, hashes=(info_hash, None, None), found_by="test", status=status, now=clock.now()
        )

    return make


@pytest.fixture
def shelfhook(url, shelf, parts, monkeypatch):
    """Run a command beside the daemon, with an administrator's key unless another is given."""
    for name, value in (
        ("STATE_DIR", str(parts.settings.state_dir)),
        ("ABS_URL", shelf.url),
        ("ABS_TOKEN", shelf.token),
    ):
        monkeypatch.setenv(name, value)

    async def run(*arguments, key=None):
        if key is not None:
            monkeypatch.setenv("ABS_TOKEN", key)
        return await asyncio.to_thread(CliRunner().invoke, app, ["provider", *arguments])

    return run


@pytest.fixture
def search(shelf, http):
    """What Audiobookshelf's Match dialog shows for a provider."""

    async def ask(title, author):
        [provider] = shelf.state.providers
        params = {"provider": f"custom-{provider.id}", "title": title, "author": author}
        headers = {"Authorization": f"Bearer {shelf.editor.token}"}
        async with http.get(f"{shelf.url}/api/search/books", params=params, headers=headers) as answer:
            return await answer.json()

    return ask
