"""The results of a search: what a person decides by, and nothing that a listing could do to the page."""

import re
from dataclasses import replace

import pytest
from search_visitor import BROWSER, HAIL_MARY, rows

from sandbox.catalogue import listing

HARM = "</bdi><script>harmed = 1</script><img src=x onerror=alert(1)>\u202egnp.exe {{ 7 * 7 }} " + "W" * 5000


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
    assert "{{ 7 * 7 }}" in page
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
