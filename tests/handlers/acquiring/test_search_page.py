"""The page that searches MAM, as the server sends it: it works without scripts."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import aiohttp
import pytest

from sandbox.catalogue import listing
from sandbox.mam import Fault
from tests.fixtures.places import ROOT

STATIC = ROOT / "daemon" / "http" / "static"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
LIVE = BROWSER | {"HX-Request": "true"}
HAIL_MARY = "/search?q=project+hail+mary+andy+weir"
HARM = "</bdi><script>harmed = 1</script><img src=x onerror=alert(1)>\u202egnp.exe {{ 7 * 7 }} " + "W" * 5000


@pytest.fixture
async def http():
    """A visitor whose browser keeps cookies, also those of an address without a name."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def visitor(acquirer, serve, http):
    """A browser without scripts, on the page of a daemon with these settings."""

    class Visitor:
        def __init__(self, one, url):
            self.one, self.url = one, url

        async def open(self, path, *, headers=BROWSER, status=200):
            async with http.get(self.url + path, headers=headers) as answer:
                assert answer.status == status
                return await answer.text()

        async def press(self, page, action, number=0):
            """Send the page's form that leads there, and open the page to which that leads."""
            forms = [
                form
                for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL)
                if f'action="{action}"' in form
            ]
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[number]))
            headers = BROWSER | {"Origin": self.url, "Referer": self.url + HAIL_MARY}
            async with http.post(self.url + action, data=fields, headers=headers) as answer:
                return answer.url.raw_path_qs, await answer.text()

    async def make(**settings):
        one = await acquirer(**settings)
        return Visitor(one, await serve(one))

    return make


def rows(page: str) -> dict[str, str]:
    """The results on a page by their torrent's id, each as its text."""
    found = re.findall(r'<li id="torrent-(\d+)" class="result">(.*?)\n</li>', page, re.DOTALL)
    return {number: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for number, text in found}


async def test_an_empty_page_is_a_form(visitor, stage):
    """Nothing is searched before a person says what for."""
    page = await (await visitor()).open("/search")

    assert re.search(r'<form class="search" method="get" action="/search"', page)
    assert all(f'name="{name}"' in page for name in ("q", "title", "author", "series", "narrator"))
    assert '<a href="/search" aria-current="page">Search</a>' in page
    assert stage.mam.visits == []


async def test_a_result_shows_what_a_person_decides_by(visitor):
    """All facts of the listing, the verdict with its reason, the best edition, and a button."""
    page = await (await visitor()).open("/search?q=way+of+kings+brandon+sanderson")
    mp3, m4b = rows(page)["9000102"], rows(page)["9000101"]

    for told in (
        "The Way of Kings", "by Brandon Sanderson", "Read by Kate Reading, Michael Kramer", "The Stormlight Archive 1",
        "45 h 28 min", "unabridged", "mp3 96 kbit/s", "in 85 files", "57 seeders", "English", "uploaded",
        "The book you searched for : Title and author agree.", "Add", "More like this",
    ):  # fmt: skip
        assert told in mp3
    assert re.search(r"\d\.\d GiB", mp3)
    assert "VIP: free for VIP members" in m4b
    assert ["Chosen from 2 editions" in row for row in (mp3, m4b)] == [True, False]


async def test_single_fields_are_searched_and_stay_in_the_form(visitor):
    """An author's books have no verdict; the form that was filled in is open."""
    page = await (await visitor()).open("/search?author=Andy+Weir&narrator=Ray+Porter")

    assert set(rows(page)) >= {"9000401"}
    assert "The book you searched for" not in page
    assert "<details open>" in page
    assert 'name="author" value="Andy Weir"' in page


@pytest.mark.parametrize("pasted", ["9000406", "https%3A%2F%2Fwww.myanonamouse.net%2Ft%2F9000406"])
async def test_a_pasted_torrent_is_found(visitor, pasted):
    """By its id or its page's address."""
    assert "Artemis" in rows(await (await visitor()).open(f"/search?q={pasted}"))["9000406"]


async def test_more_like_this_are_the_other_editions(visitor):
    """The link of a result leads to the editions of its book, and no other book."""
    one = await visitor()
    page = await one.open("/search?q=way+of+kings")

    editions = await one.open("/search?like=9000102")

    assert 'href="/search?like=9000102"' in page
    assert {"9000101", "9000102"} <= set(rows(editions))
    assert "editions of this book" in editions
    assert "Another book" not in editions


async def test_one_button_adds_a_result(visitor, stage):
    """Its row then says so and offers the approval; other editions say what exists. MAM is asked nothing more."""
    one = await visitor()
    page = await one.open(HAIL_MARY)
    asked = len(stage.mam.visits)

    address, after = await one.press(page, "/api/downloads")

    [record] = await one.one.records()
    other = "9000401" if record.mam_id == 9000402 else "9000402"
    assert (address, record.status) == (HAIL_MARY, "proposed")
    assert "Download 1 is proposed" in after
    assert "proposed Download 1" in rows(after)[str(record.mam_id)]
    assert 'action="/api/downloads/1/approve"' in after
    assert "another edition" in rows(after)[other]
    assert len(stage.mam.visits) == asked


async def test_with_auto_the_button_downloads(visitor, stage):
    """As ACQUISITION says for any match; the row then says that it is being downloaded."""
    one = await visitor(acquisition="auto")

    await one.press(await one.open(HAIL_MARY), "/api/downloads")
    await one.one.settle()
    [record] = await one.one.records()

    assert "downloading Download 1" in rows(await one.open(HAIL_MARY))[str(record.mam_id)]
    assert len(stage.client.adds) == 1


async def test_a_search_does_not_wait_for_another(visitor, stage):
    """Results that are kept are shown while MAM is slow with other words."""
    one = await visitor()
    await one.open(HAIL_MARY)

    async with one.one.daemon.api.acquisition.manual._turn:  # as a search in flight holds it
        page = await one.open(HAIL_MARY)

    assert "9000401" in rows(page)


async def test_another_edition_is_added_only_where_that_is_asked_for(visitor):
    """The button of such a row says so; a plain wish for the torrent is answered with the record that is there."""
    one = await visitor()
    _, page = await one.press(await one.open(HAIL_MARY), "/api/downloads")

    assert "Add this edition, too" in page
    await one.press(page, "/api/downloads")

    assert {record.mam_id for record in await one.one.records()} == {9000401, 9000402}


async def test_what_is_in_the_library_is_owned(visitor, stage, complete_of):
    """With the way to it, and no plain button to add it."""
    one = await visitor()
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    stage.shelf.scan_library()
    await complete_of(one.one, staged)

    row = rows(await one.open(HAIL_MARY))["9000401"]

    assert "owned" in row
    assert "In the library" in row
    assert " Add " not in row


async def test_a_reload_costs_mam_nothing(visitor, stage, clock):
    """Nor does an open page that keeps itself up to date, however long it is open, or one that no results are kept of."""
    one = await visitor()
    first = await one.open(HAIL_MARY)
    asked = len(stage.mam.visits)

    again = await one.open(HAIL_MARY)
    clock.advance(timedelta(hours=3))
    live = await one.open(HAIL_MARY, headers=LIVE)
    await one.open("/search?q=never+searched", headers=LIVE, status=204)

    assert rows(again) == rows(first)
    assert set(rows(live)) == set(rows(first))
    assert len(stage.mam.visits) == asked
    assert 'http-equiv="refresh"' not in first


async def test_hundreds_of_results_come_in_pages(visitor, stage):
    """A request reads a hundred, a page shows 25, and the rest is read when a person wants it."""
    for number in range(250):
        stage.mam.list_also(replace(listing(9000401), torrent_id=9400000 + number, title=f"Salt {number:03}"))
        stage.mam.add_poster(9400000 + number)
    one = await visitor()

    first = await one.open("/search?q=salt")
    last = await one.open("/search?q=salt&page=4")
    asked = len(stage.mam.visits)
    more = await one.open("/search?q=salt&limit=200&page=8")

    assert len(rows(first)) == len(rows(last)) == len(rows(more)) == 25
    assert len(first) + sum(file.stat().st_size for file in STATIC.rglob("*.[jc]s*")) < 150_000
    assert "250 results" in first
    assert "1 to 25 of 100" in first
    assert "76 to 100 of 100" in last
    assert 'href="/search?q=salt&amp;limit=200"' in first
    assert (asked, len(stage.mam.visits)) == (1, 3)
    assert len(set(rows(first)) | set(rows(last)) | set(rows(more))) == 75
    assert "There is no page 99" in await one.open("/search?q=salt&page=99")


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("seeders", "9300002", "9300003"), ("smallest", "9300001", "9300003"), ("newest", "9300003", "9300002")],
)
async def test_results_are_sorted_without_asking_again(visitor, stage, sort, first, last):
    """By a link in the page; what MAM does not say comes last."""
    for number, seeders, size, year in ((1, 5, 10**6, 2020), (2, 9, 10**9, 2019), (3, 1, 10**10, 2024)):
        one = replace(listing(9000401), torrent_id=9300000 + number, title=f"Salt {number}", seeders=seeders)
        stage.mam.list_also(replace(one, size_bytes=size, added=datetime(year, 1, 1, tzinfo=UTC)))
    one = await visitor()
    plain = await one.open("/search?q=salt")
    asked = len(stage.mam.visits)

    page = await one.open(f"/search?q=salt&sort={sort}")

    assert f'href="/search?q=salt&amp;sort={sort}"' in plain
    best, *_, worst = rows(page)
    assert (best, worst) == (first, last)
    assert len(stage.mam.visits) == asked


async def test_no_result_says_what_helps(visitor):
    """As a sentence and not as an empty list."""
    one = await visitor()

    assert "Fewer words find more" in await one.open("/search?q=nothing+of+this")
    assert "has no torrent 424242" in await one.open("/search?like=424242")
    assert "holds no word to search for" in await one.open("/search?q=%3F%21")


async def test_off_and_paused_say_why_nothing_can_be_added(visitor, stage):
    """Searching works; a pause is ended right there."""
    off = await (await visitor(acquisition="off")).open(HAIL_MARY)
    one = await visitor()
    await one.one.daemon.api.acquisition.gate.pause("holidays")
    paused = await one.open(HAIL_MARY)
    _, resumed = await one.press(paused, "/api/acquisition/resume")

    for page, why in ((off, "ACQUISITION is off"), (paused, "acquisition is paused: holidays")):
        assert why in page
        assert len(rows(page)) >= 2
        assert 'action="/api/downloads"' not in page
    assert 'action="/api/acquisition/resume"' not in off
    assert 'action="/api/downloads"' in resumed


async def test_a_refused_session_may_be_tried_again(visitor, stage):
    """The page says what MAM said, and has the button that asks once more."""
    stage.mam.end_sessions()
    one = await visitor()

    page = await one.open(HAIL_MARY)

    assert "MyAnonamouse refuses the session" in page
    assert "Create a new session" in page
    assert 'action="/api/checks/mam"' in page


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.EMPTY])
async def test_a_site_that_is_away_is_no_empty_list(visitor, stage, fault):
    """The page says so and leads back to the same search; nothing of it is kept."""
    stage.mam.fail_next(fault)
    one = await visitor()

    page = await one.open(HAIL_MARY)

    assert "The search did not work" in page
    assert "MAM" in page
    assert 'href="/search?q=project+hail+mary+andy+weir">Search again</a>' in page


async def test_without_credentials_the_page_says_what_is_missing(visitor, stage):
    """Before anything is set up."""
    page = await (await visitor(mam_id=None)).open(HAIL_MARY)

    assert "MyAnonamouse is not set up" in page
    assert "MAM credentials not configured" in page
    assert 'href="/setup/mam"' in page
    assert 'action="/api/checks/mam"' not in page
    assert stage.mam.visits == []


async def test_hostile_text_stays_text(visitor, stage):
    """Of MAM's listings, and of the address."""
    people = (HARM,)
    stage.mam.list_also(
        replace(listing(9000401), torrent_id=9300001, title=HARM, authors=people, narrators=people)
    )
    one = await visitor()

    page = await one.open("/search?q=9300001") + await one.open("/search?q=%22%3E%3Cscript%3E&title=%3Cb%3E")

    assert "<script>harmed" not in page
    assert '"><script>' not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "49" not in page.replace("9300001", "")[:2000]
    assert max(map(len, page.split())) < 1000


async def test_covers_come_through_us_and_are_kept(visitor, stage, http):
    """One request at MAM for a picture, in its pace; none for one that is not in the results."""
    stage.mam.add_poster(9000401)
    one = await visitor()
    page = await one.open(HAIL_MARY)
    asked = len(stage.mam.visits)

    pictures = []
    for _ in range(2):
        async with http.get(f"{one.url}/search/cover/9000401", headers=BROWSER) as answer:
            pictures.append((answer.status, answer.content_type, await answer.read()))
    await one.open("/search/cover/9000402", status=404)
    await one.open("/search/cover/424242", status=404)

    assert pictures[0][:2] == (200, "image/jpeg")
    assert pictures[0] == pictures[1]
    assert 'src="/search/cover/9000401"' in page
    assert 'src="/search/cover/9000402"' not in page
    assert [visit.path for visit in stage.mam.visits[asked:]] == ["/t/p/1764032830/large/9000401.jpeg"]
    assert "//" not in "".join(re.findall(r'<img src="([^"]*)"', page))
