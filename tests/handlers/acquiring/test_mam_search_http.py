"""Searching MAM through the daemon that has its session."""

from datetime import timedelta

import pytest

HAIL_MARY = {"title": "Project Hail Mary", "author": ["Andy Weir"]}


@pytest.fixture
async def post(acquirer, serve, http):
    """Sends JSON to a daemon with its token; the status and what it answered."""
    one = await acquirer()
    url = await serve(one)
    token = {"Authorization": f"Bearer {one.daemon.parts.access.token.get_secret_value()}"}

    async def send(path, body=None):
        async with http.post(url + path, json=body or {}, headers=token) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    return send


async def test_rows_are_ranked_with_a_verdict(post, stage):
    """The best row comes first, and the daemon's own session was used in its pace."""
    status, rows = await post("/api/mam/search", HAIL_MARY)

    assert status == 200
    assert rows[0]["torrent_id"] in {9000401, 9000402}
    assert (rows[0]["verdict"], rows[0]["score"]) == ("match", 100.0)
    assert rows[0]["best"].startswith("Chosen from 2 editions")
    assert stage.mam.violations == []


async def test_a_row_has_all_facts_of_a_result(post):
    """What a person decides by; what MAM does not say is null or empty."""
    _, rows = await post("/api/mam/search", {"text": "way of kings sanderson"})
    [row] = [row for row in rows if row["torrent_id"] == 9000102]

    assert row["narrators"] == ["Kate Reading", "Michael Kramer"]
    assert row["series"] == [{"name": "The Stormlight Archive", "sequence": "1"}]
    assert (row["duration_seconds"], row["abridged"], row["language"]) == (163691, False, "ENG")
    assert (row["file_types"], row["bitrate_kbps"], row["files"]) == (["mp3"], 96, 85)
    assert (row["seeders"], row["leechers"], row["snatched"]) == (57, 0, 1033)
    assert (row["freeleech"], row["personal_freeleech"], row["vip"], row["my_snatched"]) == (False,) * 4
    assert row["size_bytes"] > 10**9
    assert row["cover"] is None
    assert row["added"] == "2012-11-20T19:40:03Z"
    assert (row["verdict"], row["copies"]) == ("uncertain", [])


@pytest.mark.parametrize(
    ("asked", "first", "verdict"),
    [
        ({"text": "project hail mary andy weir"}, {9000401, 9000402}, "match"),
        ({"narrator": "Ray Porter"}, None, None),
        ({"author": ["Andy Weir"]}, None, None),
        ({"series": "The Stormlight Archive", "author": ["Brandon Sanderson"]}, None, "match"),
        ({"title": "Project Hail Mary", "author": ["Andy Weir"], "narrator": "Ray Porter"}, None, "match"),
        ({"title": "Project Hail Mary"}, {9000401, 9000402}, "uncertain"),
    ],
    ids=["free words", "narrator", "author", "series", "by a narrator", "title"],
)
async def test_each_field_may_be_searched_alone(post, asked, first, verdict):
    """Free words or single fields; without a single book that was asked for there is no verdict."""
    status, rows = await post("/api/mam/search", asked)

    assert (status, rows[0]["verdict"]) == (200, verdict)
    assert first is None or rows[0]["torrent_id"] in first
    wanted = asked.get("narrator")
    assert wanted is None or all(wanted in row["narrators"] for row in rows if row["verdict"] == verdict)


@pytest.mark.parametrize("words", ["https://www.myanonamouse.net/t/9000406", "9000406", " 9000406 "])
async def test_a_pasted_id_or_address_is_that_torrent(post, words):
    """It comes first; a number may be a title, too, and is searched for as well."""
    status, rows = await post("/api/mam/search", {"text": words})

    assert (status, rows[0]["torrent_id"], rows[0]["title"]) == (200, 9000406, "Artemis")


async def test_the_editions_of_a_book(post):
    """The torrent itself and those of the same book, the best first, and no other book."""
    status, rows = await post("/api/mam/search", {"editions_of": 9000102})

    found = {row["torrent_id"]: row["verdict"] for row in rows}
    assert status == 200
    assert (found[9000101], found[9000102]) == ("match", "match")
    assert rows[0]["best"].startswith("Chosen from")
    assert "no_match" not in found.values()


async def test_a_torrent_that_mam_does_not_have_has_no_editions(post):
    """An empty list is the answer, as for words that are found nowhere."""
    assert await post("/api/mam/search", {"editions_of": 424242}) == (200, [])
    assert await post("/api/mam/search", {"text": "nothing at all of this"}) == (200, [])


async def test_the_same_search_costs_mam_one_request(post, stage, clock):
    """For ten minutes the results are kept; then MAM is asked again."""
    await post("/api/mam/search", HAIL_MARY)
    once = len(stage.mam.visits)

    again = await post("/api/mam/search", HAIL_MARY)
    kept = len(stage.mam.visits)
    clock.advance(timedelta(minutes=10))
    await post("/api/mam/search", HAIL_MARY)

    assert (kept, len(stage.mam.visits)) == (once, once + 1)
    assert again[1][0]["verdict"] == "match"


async def test_a_row_says_what_exists_already(post):
    """A record of the very torrent, and a record of another edition of the book."""
    await post("/api/downloads", {"mam": 9000401})

    _, rows = await post("/api/mam/search", HAIL_MARY)

    copies = {row["torrent_id"]: row["copies"] for row in rows if row["verdict"] == "match"}
    record = {"sure": True, "download": 1, "status": "proposed", "item": None}
    assert copies[9000401] == [record | {"edition": False}]
    assert copies[9000402] == [record | {"edition": True}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"author": []},
        {"author": "Andy Weir"},
        {"limit": 0},
        {"limit": 1001},
        {"title": "Dune\x00"},
        {"author": ["Frank\x00"]},
        {"editions_of": 0},
    ],
    ids=["no title", "no author", "no list", "no rows", "too many rows", "NUL", "NUL in a list", "no id"],
)
async def test_what_cannot_be_searched_for_is_refused(post, stage, wrong):
    """A problem names the field, and the site is asked nothing."""
    asked = len(stage.mam.visits)

    status, told = await post("/api/mam/search", HAIL_MARY | wrong)

    assert (status, told["field"]) == (422, next(iter(wrong)))
    assert len(stage.mam.visits) == asked


@pytest.mark.parametrize("empty", [{}, {"text": "  "}, {"text": "?!"}, {"number": "2"}])
async def test_without_a_word_nothing_is_searched(post, stage, empty):
    """MAM would list everything that it has."""
    status, problem = await post("/api/mam/search", empty)

    assert (status, problem["field"], stage.mam.visits) == (400, "text", [])


async def test_a_refused_session_may_be_tried_again(post, stage):
    """Retrying forgets what MAM refused, and asks the site nothing by itself."""
    asked = len(stage.mam.visits)

    assert await post("/api/mam/retry") == (204, None)

    assert len(stage.mam.visits) == asked
