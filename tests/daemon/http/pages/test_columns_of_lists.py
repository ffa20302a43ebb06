"""The lists' columns: each that makes sense sorts, both ways; and what is left alone is among them."""

import re

import pytest

from domain.facts import Status
from domain.recording import Recording
from store.left_alone import LeftTorrent

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
BOOKS = (("Beta", "Ann Reed", "Zoe"), ("alpha", "bo Doe", None), ("Gamma", None, "Ada"))


@pytest.fixture
def get(http, url):
    async def get(path: str) -> str:
        async with http.get(url + path, headers=BROWSER) as answer:
            assert answer.status == 200
            return await answer.text()

    return get


@pytest.fixture
async def three(parts, clock):
    for title, author, narrator in BOOKS:
        await parts.store.downloads.create(
            Recording(
                title=title,
                authors=(author,) if author else (),
                narrators=(narrator,) if narrator else (),
            ),
            hashes=(None, None, None), found_by="a test", status=Status.APPLIED, now=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        ("Book", ["alpha", "Beta", "Gamma"], ["Gamma", "Beta", "alpha"]),
        ("Author", ["Beta", "alpha", "Gamma"], ["Gamma", "alpha", "Beta"]),
        ("Narrator", ["Gamma", "Beta", "alpha"], ["alpha", "Beta", "Gamma"]),
        ("Added", ["Beta", "alpha", "Gamma"], ["Gamma", "alpha", "Beta"]),
    ],
)
async def test_a_column_sorts_both_ways(three, get, column, up, down):
    """Its head is a link, says how it is sorted, and turns the order; what was searched for stays."""
    page = await get("/downloads?q=a")
    for titles in (up, down):
        [link] = re.findall(rf'<a href="(\?[^"]*)">{column}</a>', page)
        page = await get("/downloads" + link.replace("&amp;", "&"))
        found = re.findall(r'<tr id="download-\d+">\s*<td><a [^>]*><bdi>([^<]*)', page)
        assert found == titles
        assert 'value="a"' in page
    [head] = re.findall(rf'<th scope="col" aria-sort="(\w+)"><a [^>]*>{column}<', page)
    assert head == "descending"


@pytest.mark.parametrize("path", ["/runs", "/history", "/books", "/downloads?show=left-alone"])
async def test_every_list_takes_any_order(get, path):
    """Also one that only another list has: then it is sorted as usual."""
    for order in ("newest", "oldest", "title", "title-down", "longest", "narrator-down"):
        await get(f"{path}{'&' if '?' in path else '?'}sort={order}&page=7&size=100")


async def test_what_is_left_alone_is_in_the_list(parts, clock, get):
    """The newest with the reason among all downloads, all of them behind a filter with their number."""
    await parts.store.left_alone.note(
        [
            LeftTorrent(
                info_hash=f"{number:040x}",
                name=f"Album {number}",
                category="tv",
                reason="not of MyAnonamouse",
            )
            for number in range(1, 31)
        ],
        now=clock.now(),
    )

    every, left = await get("/downloads"), await get("/downloads?show=left-alone&q=album&sort=oldest")

    assert "Album 30" in every
    assert "not of MyAnonamouse" in every
    assert "All 30 torrents that are left alone" in every
    assert 'Left alone <span class="soft">30</span>' in every
    assert left.index("Album 1<") < left.index("Album 2<")
    assert "1 to 25 of 30" in left
    assert "Album 30" not in await get("/downloads?show=done")


async def test_a_torrent_that_was_left_alone_is_checked_again(parts, clock, http, url, token):
    """By its button: its event is due at once."""
    left = LeftTorrent(info_hash="7" * 40, name="Album", category="", reason="not of MyAnonamouse")
    await parts.store.left_alone.note([left], now=clock.now())

    async with http.post(f"{url}/api/left-alone/1/retry", headers=token) as answer:
        event = (await answer.json())["event"]
    async with http.get(f"{url}/api/left-alone", headers=token) as answer:
        listed = await answer.json()
    async with http.post(f"{url}/api/left-alone/9/retry", headers=token) as answer:
        assert answer.status == 404

    assert (await parts.store.inbox.by_id(event)).key == "torrent.finished:" + "7" * 40
    assert [one["name"] for one in listed] == ["Album"]
