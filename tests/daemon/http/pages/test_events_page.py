"""The pages that follow what happens: the queue's events, and the log."""

import asyncio
import re

import pytest
import structlog

from domain.events import Report, TorrentFinished
from domain.facts import EventVerdict
from store.views.paging import Slice
from tests.fixtures.logs import logged

HASH, OTHER = "a" * 40, "b" * 40
HARM = "</bdi><script>alert(1)</script>\u202egnp.exe"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
log = structlog.get_logger("shelfhook.test")


def shown(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'<tr id="event-(\d+)"', page)]


@pytest.mark.databases("sqlite", "postgres")
async def test_each_event_leads_to_what_it_is_about(five, page_of):
    """The download, the book or the run; a folder is named."""
    page = await page_of("/events")
    rows = dict(re.findall(r'<tr id="event-(\d)">(.*?)</tr>', page, re.DOTALL))

    assert 'href="/downloads/1"><bdi>Chains</bdi>' in rows["1"]
    assert 'href="/books/i%201"><bdi>Chains (ABS)</bdi>' in rows["2"]
    assert 'href="/downloads/1"><bdi>Chains</bdi>' in rows["3"]
    assert 'href="/runs/1"' in rows["4"]
    assert "/books/Lies" in rows["5"]
    assert "\u202e" not in page


async def test_a_person_decides_where_there_is_something_to_decide(five, page_of, url, http, parts):
    """An event that waits or failed for good has its buttons; they lead back to the list as it was."""
    page = await page_of("/events?state=buried")
    token = re.search(r'name="csrf" value="([^"]+)"', page)

    headers = BROWSER | {"Origin": url, "Referer": f"{url}/events?state=buried"}
    async with http.post(
        f"{url}/api/events/3/retry", data={"csrf": token[1]}, headers=headers, allow_redirects=False
    ) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/events?state=buried")

    assert (await parts.store.inbox.by_id(3)).verdict is EventVerdict.RETRIED
    assert re.findall(r'action="/api/events/(\d)/dismiss"', await page_of("/events")) == ["6", "5"]


@pytest.mark.parametrize("report", [None, *Report])
async def test_a_check_is_not_called_a_finish(happened, page_of, report):
    """Only what the torrent client reports is reported as that; a later check says why it was made."""
    await happened(TorrentFinished(info_hash=HASH, report=report))

    page = await page_of("/events")

    assert ("<strong>Torrent finished</strong>" in page) == (report is None)


async def test_long_lists_of_events_come_a_page_at_a_time(parts, clock, page_of):
    """In the sizes of all lists, with the way to the next page."""
    for number in range(60):
        await parts.store.inbox.add(TorrentFinished(info_hash=f"{number:040x}"), now=clock.now())

    assert shown(await page_of("/events?page=2&state=waiting")) == list(range(35, 10, -1))
    assert len(shown(await page_of("/events?size=100"))) == 60
    assert 'rel="next"' in await page_of("/events?q=torrent")


@pytest.fixture
def written(daemon):
    """The daemon's log, while it runs."""
    with logged(level="debug", form="json", secrets=["hush-hush"]):
        yield


def lines_of(page: str) -> list[str]:
    return re.findall(r'<tr id="line-\d+">\s*<td><strong>(.*?)</strong>', page)


async def test_the_log_is_searched_and_narrowed_down(written, chains, page_of):
    """By level, service and book, however a line calls that; a title finds the lines that only have its hash."""
    log.info("daemon_ready", url="http://localhost")
    log.warning("service_unreachable", service="mam", reason=f"no connection {HARM}")
    log.info("event_settled", event_key=f"torrent.finished:{HASH}")
    log.error("cover_failed", item_id="i 1", reason="hush-hush")
    log.debug("added", download=1)
    log.info("event_settled", event_key=f"torrent.finished:{OTHER}")

    assert lines_of(await page_of("/events/log?level=warning")) == ["Cover failed", "Service unreachable"]
    assert lines_of(await page_of("/events/log?service=mam")) == ["Service unreachable"]
    assert lines_of(await page_of("/events/log?book=1")) == ["Added", "Cover failed", "Event settled"]
    assert lines_of(await page_of("/events/log?q=chains+doe&level=info")) == ["Cover failed", "Event settled"]
    assert lines_of(await page_of("/events/log?q=NO+connection")) == ["Service unreachable"]
    page = await page_of("/events/log?size=500&level=nonsense")
    assert lines_of(page)[-1] == "Daemon ready"
    assert page.count('href="/downloads/1"><bdi>Chains</bdi>') == 2
    assert "hush-hush" not in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


async def test_the_log_of_before_is_there(daemon, page_of):
    """Whatever process wrote it."""
    with logged(level="info"):
        log.info("before_the_restart")

    assert lines_of(await page_of("/events/log?q=restart")) == ["Before the restart"]


@pytest.mark.databases("sqlite", "postgres")
async def test_of_many_events_no_more_than_some_are_counted(parts, clock, page_of):
    """A list that is narrowed down says that there are more, and its pages go on until there; without that all count."""
    for first in range(0, 1050, 350):
        async with asyncio.TaskGroup() as tasks:
            for number in range(first, first + 350):
                event = TorrentFinished(info_hash=f"{number:040x}")
                tasks.create_task(parts.store.inbox.add(event, now=clock.now()))

    narrowed = await parts.store.views.event_list.page(Slice(975, 100), kind="torrent.finished")
    everything = await parts.store.views.event_list.page(Slice(1000, 100))

    assert (narrowed.total, narrowed.more, len(narrowed.rows)) == (1000, True, 25)
    assert (everything.total, everything.more, len(everything.rows)) == (1050, False, 50)
    assert len(shown(await page_of("/events?kind=torrent.finished&size=500&page=2"))) == 500
