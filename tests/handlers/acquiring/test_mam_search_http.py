"""Searching MAM through the daemon that has its session."""

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
    assert set(rows[0]) == {"torrent_id", "title", "author", "score", "verdict", "why"}
    assert stage.mam.violations == []


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
    ],
    ids=["no title", "no author", "no list", "no rows", "too many rows", "NUL", "NUL in a list"],
)
async def test_what_cannot_be_searched_for_is_refused(post, stage, wrong):
    """A problem names the field, and the site is asked nothing."""
    asked = len(stage.mam.visits)

    status, told = await post("/api/mam/search", HAIL_MARY | wrong)

    assert (status, told["field"]) == (422, next(iter(wrong)))
    assert len(stage.mam.visits) == asked


async def test_a_refused_session_may_be_tried_again(post, stage):
    """Retrying forgets what MAM refused, and asks the site nothing by itself."""
    asked = len(stage.mam.visits)

    assert await post("/api/mam/retry") == (204, None)

    assert len(stage.mam.visits) == asked
