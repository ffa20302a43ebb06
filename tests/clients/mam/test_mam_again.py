"""What MAM says now of a torrent that is known."""

import json

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from domain.errors import BadInputError, UnexpectedAnswerError
from domain.recording import Recording
from sandbox.catalogue import CATALOGUE

ANYONE = ApiAccess(SecretStr("value"))
LISTING = CATALOGUE[0]
SEARCH = "/tor/js/loadSearchJSONbasic.php"


def paths(site):
    return [seen.path for seen in site.visits if seen.path == SEARCH or seen.path.startswith("/t/")]


def answer(*rows):
    return json.dumps({"perpage": 5, "start": 0, "data": rows, "total": len(rows), "found": len(rows)})


async def test_one_request_returns_all_of_it(open_mam, site, api):
    """By the id where that is known, and with what changed since."""
    mam = open_mam(site, api)
    known = await mam.by_id(LISTING.torrent_id)
    site.correct(LISTING.torrent_id, narrators=("Somebody Else",))

    again = await mam.again(known, None)

    assert again.narrators == ("Somebody Else",)
    assert again.model_copy(update={"narrators": known.narrators}) == known
    assert len(paths(site)) == 2


async def test_a_torrent_without_a_known_id_is_looked_up_by_its_hash(open_mam, site, api):
    """It is the same one, whatever its id."""
    site.register_torrent(LISTING.torrent_id, b"", "a" * 40)

    again = await open_mam(site, api).again(Recording(), "a" * 40)

    assert again.torrent_id == LISTING.torrent_id


async def test_a_torrent_that_is_gone_is_none(open_mam, site, api):
    """None, and no error."""
    site.remove(LISTING.torrent_id)

    assert await open_mam(site, api).again(Recording(torrent_id=LISTING.torrent_id), None) is None


async def test_nothing_to_go_by_is_refused_here(open_mam, site, api):
    """Without id and hash nothing is asked."""
    with pytest.raises(BadInputError, match="info_hash"):
        await open_mam(site, api).again(Recording(), None)
    assert paths(site) == []


@pytest.mark.parametrize(
    "row",
    [
        {"id": 8, "title": "Another"},
        {"title": "No id"},
        {"id": 7},
        {"id": 7, "title": " "},
        {"id": 7, "title": "Odd", "author_info": "{not json"},
        "no row",
    ],
)
async def test_an_answer_that_is_no_whole_row_of_it_is_refused(open_mam, script, row):
    """Another torrent's, one without id or title, or one with a field that cannot be read."""
    script.say(200, answer(row))

    with pytest.raises(UnexpectedAnswerError):
        await open_mam(script, ANYONE).again(Recording(torrent_id=7, title="Odd"), None)


async def test_the_page_is_read_where_the_row_lacks_what_was_known(open_mam, site, login):
    """With a login a fact that a row does not say may still stand on the page; else the row is enough."""
    mam = open_mam(site, login)
    site.correct(LISTING.torrent_id, row_overrides={"narrator_info": "", "tags": ""})
    known = await mam.by_id(LISTING.torrent_id)
    site.correct(LISTING.torrent_id, row_overrides={"tags": ""})
    site.visits.clear()

    again = await mam.again(known, None)
    without_page = await mam.again(Recording(torrent_id=LISTING.torrent_id), None)

    assert paths(site) == [SEARCH, f"/t/{LISTING.torrent_id}", SEARCH]
    assert (again.narrators, again.tags) == (known.narrators, known.tags) == (LISTING.narrators, LISTING.tags)
    assert not without_page.tags
