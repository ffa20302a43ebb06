"""The links to other programs: on each row and card of a book, under a name of their own, to where they really are."""

import re
from dataclasses import asdict
from html import unescape

import pytest

from daemon.config.settings import Settings
from daemon.http.pages.links_out import LinksOut
from domain.events import SearchDue, TorrentFinished
from domain.facts import ChangeSource, ChangeStatus, Status
from domain.recording import Recording
from handlers.acquiring.search_report import Nearest, Searched, Skipped
from store.books import Book
from store.changes import NewChange
from store.left_alone import LeftTorrent

HEAVIEST = 150_000
"""In bytes; a page's scripts and styles are kept by the browser."""

MANY = 100
ITEM = "li /7?"
PROGRAMS = ["MyAnonamouse", "Audiobookshelf", "qBittorrent"]


def book(number: int, item_id: str) -> Book:
    path = f"/audiobooks/{number}"
    return Book(
        item_id=item_id, library_id="l", path=path, rel_path=path, is_file=False, title=f"Chains {number}"
    )


@pytest.fixture
def download_of(parts, clock):
    async def make(number: int, status: Status, item_id: str | None = None) -> int:
        recording = Recording(
            title=f"Chains {number}", authors=("Jo Doe",), torrent_id=9_000_000 + number % 1000
        )
        made = await parts.store.downloads.create(
            recording,
            hashes=(f"{number:040x}", None, None),
            found_by="a test",
            status=status,
            now=clock.now(),
        )
        await parts.store.downloads.update(made.id, item_id=item_id)
        return made.id

    return make


@pytest.fixture
def write(parts, clock):
    async def write(item_id: str, download: int | None, run: int | None = None) -> None:
        new = NewChange(
            at=clock.now(), item_id=item_id, field="narrators", before=[], after=["Ann Reed"],
            status=ChangeStatus.PLANNED, source=ChangeSource.MAM, item_updated_at=None, download_id=download, run_id=run,
        )  # fmt: skip
        await parts.store.changes.plan([new])

    return write


def links(page: str) -> list[tuple[str, str, str]]:
    """Each link out of the daemon: its address, its relation and its name."""
    found = re.findall(r'<a (?:class="book" )?href="(http[^"]*)" rel="([^"]*)">(.*?)</a>', page, re.DOTALL)
    return [(unescape(href), rel, unescape(re.sub(r"<[^>]+>", "", name))) for href, rel, name in found]


def named(page: str, title: str) -> dict[str, str]:
    """By program the address that the link of this title leads to."""
    return {
        name.removesuffix(f": {title}"): href for href, _, name in links(page) if name.endswith(f": {title}")
    }


@pytest.fixture
async def run(parts, clock, download_of):
    """A search that made a download, left one out, and was near a third listing."""
    made, left = await download_of(8, Status.PROPOSED), await download_of(9, Status.APPLIED, "li 9")
    run = await parts.store.runs.start(
        "search", trigger="timer", first=lambda number: SearchDue(run=number), now=clock.now()
    )
    reports = [
        Searched(query="A", found=2, proved=2, created=[made], left_out=[Skipped("Chains 9", "owned", left)]),
        Searched(query="B", found=1, nearest=[Nearest("Chains 10", "another author", 9_000_010)]),
    ]
    await parts.store.runs.remember(run.id, **{f"query {n}": asdict(one) for n, one in enumerate(reports)})
    return run.id


async def test_every_row_and_card_of_a_book_leads_out(parts, clock, download_of, write, run, page_of):
    """Lists, cards, the book's own page and a run's: to MAM, Audiobookshelf and qBittorrent, as far as it is there."""
    out = LinksOut.of(parts.settings)
    await parts.store.books.save([book(7, ITEM)], now=clock.now())
    number = await download_of(7, Status.APPLIED, ITEM)
    await download_of(6, Status.QUEUED)
    await download_of(5, Status.NEEDS_PERSON)
    await write(ITEM, number, run)
    await parts.store.inbox.add(TorrentFinished(info_hash=f"{7:040x}"), now=clock.now())
    whole = {"MyAnonamouse": f"{out.mam}/t/9000007", "Audiobookshelf": f"{out.audiobookshelf}/item/li%20%2F7%3F",
             "qBittorrent": out.qbittorrent}  # fmt: skip

    for path in ("/downloads", "/history", "/books", "/books/li%20%2F7%3F", f"/runs/{run}"):
        assert named(await page_of(path), "Chains 7") == whole, path
    overview = await page_of("/")
    for title in ("Chains 5", "Chains 6", "Chains 8"):
        assert list(named(overview, title)) == ["MyAnonamouse", "qBittorrent"]
    of_run = await page_of(f"/runs/{run}")
    assert list(named(of_run, "Chains 8")) == ["MyAnonamouse", "qBittorrent"]
    assert list(named(of_run, "Chains 9")) == PROGRAMS
    assert named(of_run, "Chains 10") == {"MyAnonamouse": f"{out.mam}/t/9000010"}
    assert {rel for _, rel, _ in links(overview + of_run)} == {"noreferrer"}


async def test_a_book_without_a_download_leads_to_its_item_alone(parts, clock, write, page_of):
    """There is nothing of it at MAM and in qBittorrent that is known; a book that went leads nowhere.

    Of fields of one book that were written one after another, the first has the link.
    """
    await parts.store.books.save([book(1, "li 1")], now=clock.now())
    for item in ("li 1", "li 1", "gone"):
        await write(item, None)

    for path in ("/books", "/books/li%201", "/history"):
        assert [name for _, _, name in links(await page_of(path))] == ["Audiobookshelf: Chains 1"], path


@pytest.mark.parametrize(
    ("public", "shown"),
    [
        ({}, ("http://audiobookshelf:80", "http://qbittorrent:8080")),
        (
            {"abs_public_url": "", "qbittorrent_public_url": " "},
            ("http://audiobookshelf:80", "http://qbittorrent:8080"),
        ),
        (
            {"abs_public_url": "https://books.example.org/abs/", "qbittorrent_public_url": "http://nas:8080"},
            ("https://books.example.org/abs", "http://nas:8080"),
        ),
    ],
)
def test_a_browser_may_reach_them_elsewhere(public, shown):
    """In containers by other names than shelfhook; where none is set it is the same address."""
    inner = {"abs_url": "http://audiobookshelf:80", "qbittorrent_url": "http://qbittorrent:8080"}

    out = LinksOut.of(Settings(**inner, **public))

    assert (out.audiobookshelf, out.qbittorrent) == shown
    assert out.item("1") == f"{shown[0]}/item/1"


async def test_what_is_left_alone_leads_to_the_client(parts, clock, page_of):
    """That alone has it."""
    left = LeftTorrent(info_hash="7" * 40, name="Album", category="", reason="not of MyAnonamouse")
    await parts.store.left_alone.note([left], now=clock.now())

    for path in ("/downloads", "/downloads?show=left-alone"):
        assert named(await page_of(path), "Album") == {"qBittorrent": parts.settings.qbittorrent_url}


@pytest.mark.parametrize("path", ["/downloads", "/history", "/books"])
async def test_a_hundred_rows_are_light(parts, clock, download_of, write, page_of, path):
    """With all their links, and titles of 40 letters."""
    for number in range(10**28, 10**28 + MANY):
        item = f"0a1b2c3d-4e5f-6071-8293-a4b5c6d7{number % 1000:04}"
        await parts.store.books.save([book(number, item)], now=clock.now())
        await write(item, await download_of(number, Status.APPLIED, item))

    page = await page_of(f"{path}?size=100")

    assert len(links(page)) == 3 * MANY
    assert len(page.encode()) < HEAVIEST
