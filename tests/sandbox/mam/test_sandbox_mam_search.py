"""The stand-in's JSON search behaves as facts/mam.md 2 says."""

import json

import pytest

from sandbox.catalogue import CATALOGUE
from sandbox.mam import odd_listings

SEARCH = "/tor/js/loadSearchJSONbasic.php"
GUIDE = (
    ("Brandon Sanderson", "Stormlight"),
    ("N. K. Jemisin", "Broken Earth"),
    ("Patrick Rothfuss", "Kingkiller"),
    ("Andy Weir", "Project Hail Mary"),
    ("Veronica Roth", "Divergent"),
    ("J.R.R. Tolkien", "Lord of the Rings"),
    ("Stephen King", "The Stand"),
    ("George R. R. Martin", "A Song of Ice and Fire"),
    ("J. K. Rowling", "Harry Potter"),
    ("Rick Riordan", "Percy Jackson"),
)


@pytest.mark.parametrize(("author", "what"), GUIDE)
async def test_the_guides_searches_find_books(visitor, author, what):
    """Each of the ten searches finds two books or more."""
    answer = await visitor.search({"text": f"{author} {what}", "main_cat": [13]})

    assert answer["found"] >= 2


async def test_a_row_has_the_fields_of_a_real_one(visitor):
    """A row has 34 fields, and five more when the request names them, in the types of the real ones."""
    plain = (await visitor.search({"id": 9000301}))["data"][0]
    named = dict.fromkeys(("dlLink", "description", "isbn", "mediaInfo"), "") | {"thumbnail": "true"}
    full = (await visitor.search({"id": 9000301}, **named))["data"][0]

    assert len(plain) == 34
    assert full.keys() - plain.keys() == {"dl", "description", "isbn", "mediainfo", "thumbnail"}
    assert full["size"] == "766.8 MiB"
    assert full["added"] == "2014-07-19 15:55:12"
    assert json.loads(full["mediainfo"])["General"]["Duration"] == "27:55:03"
    assert list(json.loads(full["series_info"]).values()) == [["The Kingkiller Chronicle", "1", 1.0]]
    assert list(json.loads(full["narrator_info"]).values()) == ["Nick Podehl"]
    assert (full["vip"], full["fl_vip"], full["free"], full["bookmarked"]) == (1, 1, 0, None)
    assert 180 <= len(full["dl"]) <= 190


async def test_an_answer_counts_what_it_found_and_loaded(visitor):
    """The envelope echoes the page asked for and counts all matches; a page past the end is nothing."""
    tor = {"text": "harry potter", "startNumber": "5"}
    answer = await visitor.search(tor, perpage=5)
    past = await visitor.search({**tor, "startNumber": "40"}, perpage=5)

    assert {name: answer[name] for name in ("perpage", "start", "total", "found")} == {
        "perpage": 5, "start": 5, "total": 10, "found": 11,
    }  # fmt: skip
    assert len(answer["data"]) == 5
    assert past == {"error": "Nothing returned, out of 0"}


@pytest.mark.parametrize(
    ("tor", "count"),
    [
        ({"text": "konige"}, 1),
        ({"text": "WISE MAN'S FEAR podehl"}, 1),
        ({"text": "wise mans fear"}, 0),
        ({"text": "podehl", "srchIn": ["title", "author"]}, 0),
        ({"text": "podehl", "srchIn": {"narrator": "true", "title": "off"}}, 3),
        ({"text": "@author rothfuss @(title,series) wind"}, 3),
        ({"text": "king*ller", "srchIn": ["series"]}, 7),
        ({"text": "broken earth"}, 5),
        ({"text": "broken earth", "main_cat": [13]}, 4),
        ({"text": "broken earth", "main_cat": ["14"]}, 1),
        ({"text": "weir", "cat": ["47"]}, 6),
        ({"text": "weir", "cat": ["0"], "browse_lang": [37]}, 1),
        ({"text": "the stand", "cat": ["43"]}, 3),
        ({"text": "the stand", "searchType": "active"}, 2),
        ({"text": "the stand", "browseFlags": ["32"], "browseFlagsHideVsShow": "0"}, 2),
        ({"text": "the stand", "browseFlags": ["32"], "browseFlagsHideVsShow": "1"}, 1),
        ({"text": "rowling", "searchType": "fl"}, 1),
        ({"id": 9000301, "text": ""}, 1),
        ({"id": 1, "text": ""}, 0),
    ],
)
async def test_filters_narrow_the_search(visitor, tor, count):
    """Text, fields, category, language, flags and search type let through what they say."""
    answer = await visitor.search(tor)

    assert answer.get("found", 0) == count


async def test_a_search_by_get_finds_the_same(visitor):
    """The query form of a search gives what the JSON form gives."""
    by_json = await visitor.search({"text": "kingkiller", "cat": [41], "browse_lang": [1]}, dlLink="")

    query = "?tor[text]=kingkiller&tor[cat][]=41&tor[browse_lang][0]=1&tor[perpage]=100&dlLink"
    by_get = (await visitor.member("GET", SEARCH + query)).json()

    assert by_get == by_json


async def test_the_order_is_the_one_asked_for(visitor):
    """Rows come newest id first, or by the named field."""
    plain = await visitor.search({"text": "kingkiller"})
    by_size = await visitor.search({"text": "kingkiller", "sortType": "seedersDesc"})

    ids = [row["id"] for row in plain["data"]]
    seeders = [row["seeders"] for row in by_size["data"]]
    assert ids == sorted(ids, reverse=True)
    assert seeders == sorted(seeders, reverse=True)


async def test_my_snatched_as_a_key_hides_all_else(visitor):
    """Asking for snatched torrents, even by mistake, finds only those."""
    answer = await visitor.search({"text": "kingkiller"}, my_snatched="")

    assert answer == {"error": "Nothing returned, out of 0"}


async def test_an_empty_language_list_breaks_the_search(visitor):
    """An empty browse_lang is answered with an error that is not the one of an empty result."""
    answer = await visitor.search({"text": "kingkiller", "browse_lang": []})

    assert not answer["error"].startswith("Nothing returned")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"text": "kingkiller"}'])
async def test_a_malformed_body_is_answered_with_nothing(mam, visitor, body):
    """JSON that cannot be read gets an empty answer with status 200."""
    headers = {"Content-Type": "application/json", "Cookie": f"mam_id={mam.mam_id}"}
    async with visitor.session.post(mam.url + SEARCH, data=body, headers=headers) as response:
        assert (response.status, await response.read()) == (200, b"")


async def test_a_page_has_five_rows_at_least_and_a_hundred_at_most(visitor):
    """The page length asked for is kept within the site's bounds, and is 20 when no one asks."""
    lengths = [(await visitor.search({"text": ""}, perpage=asked))["perpage"] for asked in (1, 30, 500)]
    default = await visitor.member("POST", SEARCH, json={"tor": {"text": ""}})

    assert lengths == [5, 30, 100]
    assert default.json()["perpage"] == 20


async def test_the_catalogue_can_be_listed_whole(visitor):
    """Paging through an unfiltered search yields every listing once."""
    ids = []
    while len(page := (await visitor.search({"startNumber": len(ids)}, perpage=30)).get("data", [])):
        ids += [row["id"] for row in page]

    assert sorted(ids) == sorted(listing.torrent_id for listing in CATALOGUE)


async def test_odd_rows_are_sent_as_they_are(clock, visitor, mam):
    """A row that overrides fields goes over the wire with just those values."""
    mam.site.listings = odd_listings()

    rows = (await visitor.search({"text": ""}, mediaInfo=""))["data"]

    assert 1984 in [row.get("title") for row in rows]
    assert None in [row["author_info"] for row in rows]
    assert "A name instead of a title" in [row.get("name") for row in rows]
    trap = next(row for row in rows if row["title"] == "Six Parts of One Evening")
    assert json.loads(trap["mediainfo"])["General"]["Duration"] == "1:18:44"
    assert trap["numfiles"] == 6
