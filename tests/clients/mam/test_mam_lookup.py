"""One recording by its id or info hash, and what its page adds."""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from clients.mam.completion import complete, is_complete
from domain.errors import BadInputError, UnexpectedAnswerError
from domain.recording import Evidence, Recording
from sandbox.catalogue import CATALOGUE
from sandbox.mam import Fault

ANYONE = ApiAccess(SecretStr("value"))
LISTING = CATALOGUE[0]


def sent(site):
    """The bodies of the searches that arrived."""
    return [json.loads(seen.body) for seen in site.requests if seen.method == "POST"]


def rows(*ids):
    data = [{"id": number, "title": f"Book {number}"} for number in ids]
    return json.dumps({"perpage": 5, "start": 0, "data": data, "total": len(ids), "found": len(ids)})


async def test_a_recording_is_looked_up_by_its_id(open_mam, site, api):
    """Whatever its kind and whether anybody seeds it."""
    ebook = next(listing for listing in CATALOGUE if listing.main_cat != LISTING.main_cat)

    found = await open_mam(site, api).by_id(ebook.torrent_id)

    assert found.torrent_id == ebook.torrent_id
    assert "main_cat" not in sent(site)[0]["tor"]


async def test_an_unknown_id_is_nothing(open_mam, site, api):
    """None, and no error."""
    assert await open_mam(site, api).by_id(4) is None


async def test_a_row_of_another_id_is_not_taken(open_mam, script):
    """A site that ignored the id has not answered the question."""
    script.say(200, rows(8))

    assert await open_mam(script, ANYONE).by_id(7) is None


async def test_a_recording_is_looked_up_by_its_info_hash(open_mam, site, api):
    """In either case of its digits."""
    info_hash = site.site.torrents.of(LISTING).info_hash

    found = await open_mam(site, api).by_info_hash(info_hash.upper())

    assert found.torrent_id == LISTING.torrent_id


async def test_an_unknown_info_hash_is_nothing(open_mam, site, api):
    """None, and no error."""
    assert await open_mam(site, api).by_info_hash("0" * 40) is None


async def test_several_rows_for_one_torrent_are_no_answer(open_mam, script):
    """A site that ignored the hash would give us any recording."""
    script.say(200, rows(1, 2))

    with pytest.raises(UnexpectedAnswerError, match="with several"):
        await open_mam(script, ANYONE).by_info_hash("0" * 40)


@pytest.mark.parametrize("info_hash", ["", "0" * 39, "g" * 40, "0" * 63, "0" * 40 + "\n1"])
async def test_what_is_no_info_hash_is_refused(open_mam, site, api, info_hash):
    """Nothing is asked."""
    with pytest.raises(BadInputError, match="info_hash"):
        await open_mam(site, api).by_info_hash(info_hash)

    assert site.requests == []


@pytest.mark.parametrize("torrent_id", [0, -1])
async def test_what_is_no_id_is_refused(open_mam, site, api, torrent_id):
    """Nothing is asked."""
    with pytest.raises(BadInputError, match="mam_id"):
        await open_mam(site, api).by_id(torrent_id)

    assert site.requests == []


async def test_a_detail_page_is_read_with_a_login(open_mam, site, login):
    """The same facts as the row's."""
    page = await open_mam(site, login).detail(LISTING.torrent_id)

    assert page.torrent_id == LISTING.torrent_id
    assert page.title == LISTING.title
    assert page.narrators == LISTING.narrators


async def test_a_missing_detail_page_is_nothing(open_mam, site, login):
    """None, and no error."""
    mam = open_mam(site, login)

    assert await mam.detail(4) is None
    site.fail_next(Fault.NOT_FOUND, path="/t/")
    assert await mam.detail(LISTING.torrent_id) is None


async def test_the_page_is_read_only_where_the_row_lacks_something(open_mam, site, login):
    """A row with narrator and duration is enough; another one costs one request more."""
    bare = replace(LISTING, torrent_id=77, row_overrides={"narrator_info": "", "tags": "", "description": ""})
    site.site.listings = [LISTING, bare]
    mam = open_mam(site, login)
    await mam.by_id(LISTING.torrent_id)
    assert [visit.path for visit in site.visits if visit.path.startswith("/t/")] == []

    found = await mam.by_id(77)

    assert [visit.path for visit in site.visits if visit.path.startswith("/t/")] == ["/t/77"]
    assert found.narrators == LISTING.narrators


def test_a_row_wins_over_its_page():
    """What the row knows stays; what it lacks comes from the page, with its evidence."""
    words = Evidence(source="page", rule="r", snippet="s", value="v")
    row = Recording(torrent_id=1, title="Row", seeders=0, abridged=False, evidence={"abridged": (words,)})
    page = Recording(
        torrent_id=1,
        title="Page",
        seeders=5,
        narrators=("Kate Reading",),
        abridged=True,
        duration_seconds=60,
        evidence={"duration_seconds": (words,), "abridged": ()},
        contradicted=("abridged", "duration_seconds"),
        extra={"format": "m4b"},
    )

    both = complete(row, page)

    assert not is_complete(row)
    assert is_complete(both)
    assert (both.title, both.seeders, both.abridged) == ("Row", 0, False)
    assert (both.narrators, both.duration_seconds) == (("Kate Reading",), 60)
    assert both.evidence == {"abridged": (words,), "duration_seconds": (words,)}
    assert both.contradicted == ("duration_seconds",)
    assert both.extra == {"format": "m4b"}
