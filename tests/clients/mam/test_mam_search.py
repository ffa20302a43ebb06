"""The search: what goes out, and how the pages are put together."""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from clients.mam.access import ApiAccess
from clients.mam.search import SearchQuery
from domain.errors import BadInputError, UnexpectedAnswerError
from sandbox.catalogue import CATALOGUE
from sandbox.mam import Fault, SandboxMam

ANYONE = ApiAccess(SecretStr("value"))
LISTING = CATALOGUE[0]
NOTHING = '{"error":"Nothing returned, out of 0"}'


@pytest.fixture
async def large(clock):
    """A site with 250 recordings of one name."""
    listings = [replace(LISTING, torrent_id=number, title="Same Name") for number in range(1, 251)]
    async with SandboxMam(clock=clock, catalogue=listings, mode="api") as server:
        yield server


def sent(site):
    """The bodies of the searches that arrived."""
    return [json.loads(seen.body) for seen in site.requests if seen.method == "POST"]


def rows(*ids, found=None, perpage=100):
    data = [{"id": number, "title": f"Book {number}"} for number in ids]
    return json.dumps(
        {"perpage": perpage, "start": 0, "data": data, "total": len(ids), "found": found or len(ids)}
    )


async def test_a_search_finds_what_matches(open_mam, site, api):
    """Words of title and author, in one text, as the site's own rows."""
    found = await open_mam(site, api).search(SearchQuery("Way of Kings Sanderson"))

    assert LISTING.torrent_id in {recording.torrent_id for recording in found}
    assert {"Brandon Sanderson"} == {author for recording in found for author in recording.authors}
    assert all(recording.download_key is not None for recording in found)


async def test_a_search_asks_as_the_site_documents_it(open_mam, site, api):
    """JSON: audiobooks, active ones, every opt-in field, and neither languages nor the snatched filter."""
    await open_mam(site, api).search(SearchQuery("Way of Kings"))

    assert sent(site) == [
        {
            "tor": {
                "text": "Way of Kings",
                "srchIn": ["title", "author", "narrator", "series"],
                "searchType": "active",
                "searchIn": "torrents",
                "sortType": "default",
                "startNumber": "0",
                "main_cat": [13],
            },
            "perpage": 100,
            "dlLink": "",
            "description": "",
            "isbn": "",
            "mediaInfo": "",
            "thumbnail": "true",
        }
    ]
    assert site.requests[0].headers["Content-Type"] == "application/json"


async def test_a_search_may_be_wider_or_narrower(open_mam, site, api):
    """Other fields, some languages, anything that is no audiobook, and what no one seeds."""
    query = SearchQuery(
        "König", in_fields=("title",), languages=(37, 1), audiobooks=False, active=False, limit=7
    )

    found = await open_mam(site, api).search(query)

    body = sent(site)[0]
    assert body["tor"]["browse_lang"] == [37, 1]
    assert body["tor"]["srchIn"] == ["title"]
    assert body["tor"]["searchType"] == "all"
    assert "main_cat" not in body["tor"]
    assert body["perpage"] == 7
    assert found == ()


async def test_pages_are_put_together_up_to_the_limit(open_mam, large):
    """Three requests for 230 rows, each starting where the last page ended."""
    found = await open_mam(large, ApiAccess(SecretStr(large.mam_id))).search(
        SearchQuery("Same Name", limit=230)
    )

    assert len({recording.torrent_id for recording in found}) == len(found) == 230
    assert [body["tor"]["startNumber"] for body in sent(large)] == ["0", "100", "200"]


async def test_paging_ends_with_the_last_row(open_mam, large):
    """A limit beyond what there is asks for no page more."""
    found = await open_mam(large, ApiAccess(SecretStr(large.mam_id))).search(
        SearchQuery("Same Name", limit=1000)
    )

    assert len(found) == 250
    assert len(large.requests) == 3


async def test_the_page_size_that_the_site_used_counts(open_mam, script):
    """Asked for 100 and given 2, the next page starts after 2."""
    script.say(200, rows(1, 2, found=3, perpage=2))
    script.say(200, rows(3, found=3, perpage=2))

    found = await open_mam(script, ANYONE).search(SearchQuery("Book"))

    assert [recording.torrent_id for recording in found] == [1, 2, 3]
    assert [body["tor"]["startNumber"] for body in sent(script)] == ["0", "2"]


async def test_a_site_that_repeats_itself_is_not_asked_for_ever(open_mam, script):
    """A page without anything new is the last, and no row comes twice."""
    for _ in range(2):
        script.say(200, rows(1, 2, found=10**6))

    found = await open_mam(script, ANYONE).search(SearchQuery("Book", limit=1000))

    assert [recording.torrent_id for recording in found] == [1, 2]


async def test_nothing_found_is_no_error(open_mam, site, api):
    """An empty result, after one request."""
    assert await open_mam(site, api).search(SearchQuery("no such book anywhere")) == ()

    assert len(site.requests) == 1


async def test_a_title_with_an_apostrophe_is_sought_without_it_as_well(open_mam, script):
    """Only where the first spelling finds nothing."""
    script.say(200, NOTHING)
    script.say(200, rows(1))

    found = await open_mam(script, ANYONE).search(SearchQuery("Ender’s Game"))

    assert [recording.torrent_id for recording in found] == [1]
    assert [body["tor"]["text"] for body in sent(script)] == ["Ender's Game", "Enders Game"]


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("Project Hail Mary", ("Project Hail Mary",)),
        ("  What If? — 2: (Volume @title | -x) !", ("What If 2 Volume title x",)),
        ("Jo\u0308rg", ("Jörg",)),
        ("' C++ \"'' 1984", ("C 1984",)),
        ("Spider-Man", ("Spider Man",)),
    ],
)
def test_signs_are_no_operators(text, spellings):
    """The site's search engine would take them for its own."""
    assert SearchQuery(text).spellings() == spellings


@pytest.mark.parametrize(
    "arguments", [{"text": ""}, {"text": " -!' "}, {"text": "x", "in_fields": ()}, {"text": "x", "limit": 0}]
)
def test_a_query_without_sense_is_refused(arguments):
    """Before anything is asked."""
    with pytest.raises(BadInputError):
        SearchQuery(**arguments)


@pytest.mark.parametrize("fault", [Fault.OTHER_ERROR, Fault.MESSAGE, Fault.NOT_FOUND])
async def test_other_errors_are_errors(open_mam, site, api, fault):
    """What the site cannot search for is no empty result."""
    site.fail_next(fault)

    with pytest.raises(UnexpectedAnswerError):
        await open_mam(site, api).search(SearchQuery("anything"))


async def test_what_could_not_be_read_is_logged_once(open_mam, site, api):
    """The same odd rows a second time are no news."""
    odd = [replace(LISTING, row_overrides={"author_info": "{broken", "series_info": "[["})]
    site.site.listings = odd
    mam = open_mam(site, api)

    with capture_logs() as logs:
        for _ in range(2):
            assert await mam.search(SearchQuery("Way of Kings"))

    assert [entry["event"] for entry in logs] == ["mam_fields_dropped"]
    assert logs[0]["log_level"] == "warning"


async def test_a_login_searches_in_the_same_way(open_mam, site, login):
    """The JSON search, with the browser's cookie."""
    found = await open_mam(site, login).search(SearchQuery("Way of Kings"))

    assert LISTING.torrent_id in {recording.torrent_id for recording in found}
    assert "mbsc" in site.requests[-1].cookies
