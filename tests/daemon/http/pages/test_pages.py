"""The pages as the server sends them."""

import re
from datetime import timedelta

import aiohttp
import pytest

from domain.events import TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, DurationVerdict, EventVerdict, ProofKind, Status
from domain.recording import Recording, Series
from store.changes import NewChange
from store.queue.claims import Ending

HASH = "a" * 40
HARM = (
    "</bdi><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
    "\u202egnp.exe\u2066\u2067\u200f\x00\x07\x1b[31m\x7f\x9b"
)
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def download_of(parts, clock):
    async def make(**values):
        made = await parts.store.downloads.create(
            Recording(title="Chains", authors=("Jo Doe",), torrent_id=1),
            hashes=(HASH, None, None),
            found_by="a test",
            status=Status.FINISHED,
            now=clock.now(),
        )
        if values:
            await parts.store.downloads.update(made.id, **values)
        return made

    return make


@pytest.fixture
async def http():
    """A visitor whose browser keeps cookies, also those of an address without a name."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def send(url, http, page_of):
    """Sends a form of the page as a browser does; where that leads, and what the next page then says."""

    async def send(path: str, *, stood_on: str = "/", **fields: str) -> tuple[str, str]:
        token = re.search(r'name="csrf" value="([^"]+)"', await page_of("/"))
        headers = BROWSER | {"Origin": url, "Referer": url + stood_on}
        form = {"csrf": token[1], **fields}
        async with http.post(url + path, data=form, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 303
            assert await answer.text() == ""
        shown = await page_of(answer.headers["Location"])
        notice = re.search(r'<div id="notice".*?>(.*?)</div>', shown, re.DOTALL)
        return answer.headers["Location"], re.sub(r"<[^>]+>", "", notice[1]).strip()

    return send


@pytest.mark.parametrize("path", ["/", "/downloads", "/runs", "/history", "/check-up"])
@pytest.mark.databases("sqlite", "postgres")
async def test_an_empty_page_says_what_comes_next(page_of, path):
    """Nothing has happened yet, and each page says how it begins."""
    page = await page_of(path)

    assert 'class="empty"' in page or 'class="steps"' in page
    assert "Traceback" not in page


async def test_nothing_is_loaded_from_elsewhere(url, http, page_of):
    """Script, style and icon are the daemon's own, the policy allows no others, and none stands in the page."""
    page = await page_of("/")
    async with http.get(url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', page)
    for address in loaded:
        async with http.get(url + address) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
    assert len(loaded) == 5
    assert all(address.startswith("/static/") for address in loaded)
    assert "unsafe" not in policy
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script[^>]*>[^<]", page)


async def test_static_files_are_the_known_ones(url, http):
    """No path leads out of the folder."""
    for name in ("nothing.css", "..%2Fapp.py", "%2e%2e/app.py"):
        async with http.get(f"{url}/static/{name}") as answer:
            assert answer.status == 404


@pytest.mark.parametrize("path", ["/downloads/7", "/runs/7"])
async def test_what_there_is_not_is_a_page_too(page_of, path):
    """A person who follows an old address finds a way on."""
    page = await page_of(path, status=404)

    assert "There is no" in page
    assert 'href="/"' in page


@pytest.mark.databases("sqlite", "postgres")
async def test_names_that_mean_harm_are_text(parts, clock, download_of, page_of):
    """Markup, templates, turning marks and control characters reach no page as such."""
    harm = (
        HARM if parts.store.db.is_sqlite else HARM.replace("\x00", "")
    )  # no text of PostgreSQL's holds that
    long = harm + "W" * 10_000
    recording = Recording(
        title=long, authors=(harm,), narrators=(long,), series=(Series(name=harm),), publisher=harm
    )
    made = await parts.store.downloads.create(
        recording, hashes=(HASH, None, None), found_by=harm, status=Status.NEEDS_PERSON, now=clock.now()
    )
    one = {"item_id": "an-item", "title": long, "path": long, "why": harm}
    await parts.store.downloads.update(
        made.id,
        reason=long,
        candidates=[one],
        item_found_by=harm,
        proof_kind=ProofKind.PATH,
        duration_check=harm,
        duration_verdict=DurationVerdict.SHORTER,
        chosen_because=long,
        wanted={harm: harm},
    )
    change = NewChange(
        at=clock.now(), item_id="an-item", field="narrators", before=[harm], after=[long], status=ChangeStatus.PLANNED,
        source=ChangeSource.MAM, item_updated_at=None, download_id=made.id,
    )  # fmt: skip
    await parts.store.changes.plan([change])

    for path in ("/", "/downloads", f"/downloads/{made.id}", "/history"):
        page = await page_of(path)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "49" not in re.sub(r"[0-9a-f]{12,}", "", page)
        assert "&lt;script&gt;alert(1)" in page
        assert not re.search(
            r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", page
        )
        shown_at_once = re.sub(r'<bdi class="whole">.*?</bdi>', "", page, flags=re.DOTALL)
        assert "W" * 500 not in shown_at_once


async def test_a_download_that_waits_is_taken_up_or_left(parts, download_of, send):
    """The form leads back to the page that it stood on, which says what became of it, once."""
    made = await download_of(status=Status.NEEDS_PERSON.value, reason="which?")

    left = await send(f"/api/downloads/{made.id}/dismiss", stood_on=f"/downloads/{made.id}")
    again = await send(f"/api/downloads/{made.id}/retry", stood_on="/downloads?show=left")

    assert left == (f"/downloads/{made.id}", "“Chains” is dismissed")
    assert again == ("/downloads?show=left", "“Chains” is checked again")
    assert (await parts.store.inbox.depth()).waiting == 1


@pytest.mark.parametrize(
    ("title", "named"),
    [
        (None, "Download 1 is"),
        ("\u200b ", "Download 1 is"),
        ("A\nB\u202e <i>", "“A B &lt;i&gt;” is"),
        ("ß" * 300, "…” is"),
    ],
)
async def test_what_was_done_is_said_of_the_book(parts, download_of, send, title, named):
    """By its title, whatever that is made of; without one, by the number."""
    made = await download_of(status=Status.NEEDS_PERSON.value)
    await parts.store.downloads.update(made.id, title=title)

    _, told = await send(f"/api/downloads/{made.id}/dismiss")

    assert named in told
    assert len(told) < 200


async def test_a_refusal_is_reported_on_the_page(download_of, send, page_of):
    """A person is shown a sentence and not problem details; at the next look it is gone."""
    made = await download_of(status=Status.APPLIED.value)

    _, told = await send(f"/api/downloads/{made.id}/dismiss")

    assert told == f"Download {made.id} is in the library: it does not need you"
    assert "does not need you" not in await page_of("/")


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example", "http://127.0.0.1:1/"])
async def test_a_form_leads_to_no_other_site(url, http, page_of, referer):
    """Where it claims to have stood is believed of our own pages only."""
    token = re.search(r'name="csrf" value="([^"]+)"', await page_of("/"))
    headers = BROWSER | {"Referer": referer}
    async with http.post(
        url + "/api/acquisition/pause", data={"csrf": token[1]}, headers=headers, allow_redirects=False
    ) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_a_program_is_answered_as_before(url, http, token, download_of):
    """With the token, as JSON, and with a status that says what happened."""
    made = await download_of(status=Status.NEEDS_PERSON.value)

    async with http.post(f"{url}/api/downloads/{made.id}/retry", headers=token) as answer:
        assert (answer.status, await answer.json()) == (200, {"download": made.id, "status": "finished"})
    async with http.post(f"{url}/api/downloads/99/retry", headers=token) as answer:
        assert answer.status == 404
    async with http.post(f"{url}/api/events/99/dismiss", headers=token) as answer:
        assert answer.status == 404


async def test_a_given_up_event_waits_on_the_page(daemon, clock, page_of, send):
    """With its reason and both buttons, and once it is answered with none."""
    stored = await daemon.parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    claim = await daemon.claims.claim_next(now=clock.now(), lease=timedelta(minutes=2))
    await daemon.claims.settle(claim, Ending(EventVerdict.BURIED, "a fault: KeyError"), now=clock.now())

    page = await page_of("/")
    _, told = await send(f"/api/events/{stored.id}/retry")

    assert "1 thing needs you" in page
    assert "a fault: KeyError" in page
    assert told == f"Event {stored.id} is retried"
    assert "thing waits" not in await page_of("/")


async def test_a_service_that_is_away_is_named(parts, page_of):
    """With what it said last, and when it is asked again."""
    parts.dependencies["qbittorrent"].breaker.rest("/api/v2: 503", timedelta(minutes=5))

    page = await page_of("/")

    assert "Something is wrong" in page
    assert "qBittorrent is unavailable: /api/v2: 503" in page
    assert "in 5 minutes" in page
