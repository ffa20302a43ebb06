"""The story on a download's page: finishes as finishes, looks as looks, in words for users."""

import re
from datetime import timedelta

import pytest

from domain.events import DownloadApproved, Report, TorrentFinished
from domain.facts import EventVerdict, Status
from domain.recording import Recording
from store.queue.claims import Ending

HASH = "a" * 40
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def download_of(parts, clock):
    async def download_of(status=Status.WAITING_FOR_ITEM):
        return await parts.store.downloads.create(
            Recording(title="Chains"),
            hashes=(HASH, None, None),
            found_by="a test",
            status=status,
            now=clock.now(),
        )

    return download_of


@pytest.fixture
def happened(parts, daemon, clock):
    async def happened(event, reason="waits for its item", verdict=EventVerdict.DONE):
        await parts.store.inbox.add(event, now=clock.now())
        claim = await daemon.claims.claim_next(now=clock.now(), lease=timedelta(minutes=5))
        clock.advance(timedelta(seconds=17))
        await daemon.claims.settle(claim, Ending(verdict, reason), now=clock.now())
        clock.advance(timedelta(minutes=5))

    return happened


def story(page: str) -> list[str]:
    [told] = re.findall(r'<ol class="rows paper story">(.*?)</ol>', page, re.DOTALL)
    return re.findall(r"<strong>(.*?)</strong>", told)


async def test_a_torrent_finishes_once(download_of, happened, page_of):
    """What came after the client's own word were looks, and each says why it was made."""
    await download_of()
    await happened(DownloadApproved(download=1), "added to qBittorrent")
    await happened(TorrentFinished(info_hash=HASH))
    await happened(TorrentFinished(info_hash=HASH, report=Report.LIBRARY), "its folder came")
    await happened(TorrentFinished(info_hash=HASH, report=Report.PERSON), "written")
    await happened(TorrentFinished(info_hash=HASH), "written")

    page = await page_of("/downloads/1")

    assert story(page) == [
        "Reported as finished again",
        "Checked, as you asked",
        "Checked, as the library changed",
        "Torrent finished",
        "Download approved",
        "First seen",
    ]
    assert ", took 17 seconds" in page
    assert "attempt" not in page
    assert not re.search(r"Event \d", page)
    assert 'href="/events?book=1"' in page
    assert 'href="/events/log?book=1"' in page


async def test_looks_with_the_same_result_are_one_line(download_of, happened, page_of):
    """With how many there were and since when; another result is another line."""
    await download_of()
    for _ in range(3):
        await happened(TorrentFinished(info_hash=HASH, report=Report.LIBRARY))
    await happened(TorrentFinished(info_hash=HASH, report=Report.LIBRARY), "found")

    page = await page_of("/downloads/1")

    assert story(page) == ["Checked, as the library changed"] * 2 + ["First seen"]
    assert "; 3 times since" in page


async def test_what_an_older_version_stored_finishes_once_too(download_of, happened, page_of):
    """Its events have no word for why they were made."""
    await download_of()
    for reason in ("one", "two"):
        await happened(TorrentFinished(info_hash=HASH), reason)

    assert story(await page_of("/downloads/1"))[:2] == ["Reported as finished again", "Torrent finished"]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.PROPOSED, False),
        (Status.QUEUED, False),
        (Status.WAITING_FOR_ITEM, True),
        (Status.APPLIED, True),
    ],
)
async def test_what_cannot_be_yet_is_not_spoken_of(download_of, page_of, status, shown):
    """A download that has not finished has no library item and no changes, and its page says nothing of them."""
    await download_of(status)

    page = await page_of("/downloads/1")

    assert ("<dt>Library item</dt>" in page) == shown
    assert ('<h2 id="changes">' in page) == shown
