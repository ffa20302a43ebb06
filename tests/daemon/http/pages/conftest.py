"""The pages as a browser gets them; and a machine with settings in several places, for the page that shows them."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from settings_forms import BROWSER, QUERIES, SECRET, form

from daemon.config.credentials import FOLDER
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.config.sources import PAGE_FILE
from domain.events import CoverDue, DownloadApproved, LibraryChanged, SearchDue, TorrentFinished
from domain.facts import EventVerdict, Status
from domain.recording import Recording
from store.books import Book
from store.queue.claims import Ending
from tests.fixtures.stores import ready_state


@pytest.fixture
def page_of(url: str, http: aiohttp.ClientSession):
    """The text of a page, by its address."""

    async def page(path: str, status: int = 200) -> str:
        async with http.get(url + path, headers=BROWSER) as answer:
            assert (answer.status, answer.content_type) == (status, "text/html")
            return await answer.text()

    return page


@pytest.fixture
def machine(tmp_path: Path, bare_environment: None) -> Settings:
    """Those of a machine: two of the environment, a credential, and some of the page."""
    state = ready_state(tmp_path / "state")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "abs_token").write_text(SECRET)
    (state / PAGE_FILE).write_text(f"MAM_ID={SECRET}\nKEEP_DAYS=90\nSEARCH_QUERIES='{QUERIES}'\n")
    os.environ |= {"STATE_DIR": str(state), "LISTEN": "127.0.0.1:0", FOLDER: str(credentials)}
    return load()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def page(url: str, browser: aiohttp.ClientSession):
    async def load_page(status: int = 200) -> str:
        async with browser.get(f"{url}/settings", headers=BROWSER) as answer:
            assert (answer.status, answer.content_type) == (status, "text/html")
            return await answer.text()

    return load_page


@pytest.fixture
def save(url: str, browser: aiohttp.ClientSession, page):
    """Sends a topic's form as a browser does, after changes in some of its fields; its status and what is shown then."""

    async def send(topic: str, **changes: str) -> tuple[int, str]:
        fields = form(await page(), topic) | changes
        headers = BROWSER | {"Referer": f"{url}/settings", "Origin": url}
        async with browser.post(f"{url}/settings", data=fields, headers=headers) as answer:
            return (answer.history or (answer,))[0].status, await answer.text()

    return send


@pytest.fixture
async def chains(parts, clock):
    """A download with its library item."""
    await parts.store.books.save(
        [Book(item_id="i 1", library_id="l", path="/b/C", rel_path="C", is_file=False, title="Chains (ABS)")],
        now=clock.now(),
    )
    made = await parts.store.downloads.create(
        Recording(title="Chains", authors=("Jo Doe",)),
        hashes=("a" * 40, None, None),
        found_by="a test",
        status=Status.APPLIED,
        now=clock.now(),
    )
    await parts.store.downloads.update(made.id, item_id="i 1")
    return made


@pytest.fixture
def happened(parts, daemon, clock):
    async def happened(event, verdict=None, reason=None):
        stored = await parts.store.inbox.add(event, now=clock.now())
        if verdict is not None:
            claim = await daemon.claims.claim_next(now=clock.now(), lease=timedelta(minutes=5))
            await daemon.claims.settle(claim, Ending(verdict, reason), now=clock.now())
        return stored.id

    return happened


@pytest.fixture
async def five(chains, happened):
    """An event of each kind of subject: a torrent, an item, a download, a run, a folder; in this order from 1."""
    await happened(TorrentFinished(info_hash="a" * 40), EventVerdict.DONE, "written")
    await happened(CoverDue(item="i 1"), EventVerdict.DROPPED, "100% is_there")
    await happened(DownloadApproved(download=1), EventVerdict.BURIED, "no space left")
    await happened(SearchDue(run=1), EventVerdict.DONE)
    await happened(LibraryChanged(path="/books/Lies </bdi><script>alert(1)</script>\u202egnp.exe"))
