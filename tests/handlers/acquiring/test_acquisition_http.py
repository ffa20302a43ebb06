"""One book at will, decisions, and the switch: over HTTP, as programs and as the page use it."""

import pytest

from sandbox.mam import Fault

ONE = {"title": "Project Hail Mary", "author": "Andy Weir"}


async def test_one_book_gets_a_record(desk, stage):
    """The answer names the record, what was found and how complete it is; nothing is downloaded."""
    one = await desk()

    status, told = await one.post("/api/downloads", ONE)

    assert (status, told["created"], told["status"]) == (201, True, "proposed")
    assert (told["download"], told["mam_id"], told["found"], told["proved"]) == (1, 9000401, 2, 2)
    assert told["known"] == ["narrator", "duration", "abridged", "publisher", "release date"]
    assert told["missing"] == []
    assert told["chosen_because"].startswith("Chosen from 2 editions")
    assert (await one.daemon.record()).recording.narrators == ("Ray Porter",)
    assert stage.client.adds == []


async def test_one_book_is_downloaded_at_once_with_auto(desk, stage):
    """The record is approved and the torrent added, once the event was handled."""
    one = await desk(acquisition="auto")

    _, told = await one.post("/api/downloads", ONE)
    await one.daemon.settle()

    assert told["status"] == "approved"
    assert (await one.daemon.record()).status == "queued"
    assert len(stage.client.adds) == 1


@pytest.mark.parametrize("mam", [9000401, "9000401", "https://www.myanonamouse.net/t/9000401"])
async def test_one_torrent_by_its_id_or_address(desk, mam):
    """A person who names a torrent has seen it: it is not searched for."""
    one = await desk()

    status, told = await one.post("/api/downloads", {"mam": mam})

    assert (status, told["mam_id"], told["title"]) == (201, 9000401, "Project Hail Mary")


async def test_a_torrent_named_by_its_id_may_be_in_any_language(desk):
    """A person who names it has seen it: LANGUAGES is for what is searched for."""
    one = await desk(acquisition="auto", languages="German")

    _, searched = await one.post("/api/downloads", ONE)
    doubt = (await one.daemon.records())[0].reason_kind
    status, named = await one.post("/api/downloads", {"mam": 9000102})

    assert (searched["status"], doubt) == ("proposed", "other_language")
    assert (status, named["status"]) == (201, "approved")


async def test_a_book_of_a_series_by_its_number(desk):
    """The second of the series, whatever it is called."""
    one = await desk()

    _, told = await one.post(
        "/api/downloads", {"author": "Jemisin, N. K.", "series": "Broken Earth", "number": "2"}
    )

    assert told["title"] == "The Obelisk Gate"


async def test_asking_again_names_the_record_that_is_there(desk):
    """A second wish for the book makes no second record."""
    one = await desk()
    await one.post("/api/downloads", ONE)

    status, told = await one.post("/api/downloads", {"mam": 9000401})

    assert (status, told["created"], told["download"]) == (200, False, 1)
    assert len(await one.daemon.records()) == 1


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({}, 400, "author: is missing"),
        ({"author": "Andy Weir"}, 422, "give a title, a series or both"),
        ({"author": "A", "series": "S", "number": "last"}, 422, "number: must be a number"),
        ({"mam": "https://elsewhere.example/t/5"}, 422, "mam: must be a torrent's id"),
        ({"mam": 424242}, 404, "MyAnonamouse has no result"),
        ({"author": "Nobody", "title": "Nothing at all"}, 404, "MyAnonamouse has no result"),
        (
            {"author": "J. R. R. Tolkien", "title": "The Lord of the Rings"},
            404,
            "none is proved to match; nearest",
        ),
    ],
)
async def test_what_cannot_be_found_is_reported(desk, body, status, told):
    """A wrong wish is a problem that names the fix; nothing found says what came nearest."""
    one = await desk()

    answered, problem = await one.post("/api/downloads", body)

    assert answered == status
    assert told in problem["detail"]


async def test_a_site_that_is_away_is_reported(desk, stage):
    """The wish is not kept: its sender has to come again."""
    stage.mam.fail_next(Fault.UNAVAILABLE)
    one = await desk()

    status, problem = await one.post("/api/downloads", ONE)

    assert status == 503
    assert "MyAnonamouse" in problem["detail"]


async def test_a_dead_session_is_reported(desk, stage):
    """What only a person can fix says what to do."""
    stage.mam.end_sessions()
    one = await desk()

    status, problem = await one.post("/api/downloads", ONE)

    assert status in {409, 502}
    assert "MyAnonamouse" in problem["detail"]


async def test_off_takes_no_wish(desk, stage):
    """With ACQUISITION=off not even one book is searched for."""
    one = await desk(acquisition="off")

    status, problem = await one.post("/api/downloads", ONE)

    assert (status, "ACQUISITION is off" in problem["detail"]) == (409, True)
    assert stage.mam.visits == []


async def test_a_torrent_named_by_its_id_is_not_called_the_only_edition(desk):
    """Nothing else was searched for: a link does that, which costs a request only when it is followed."""
    one = await desk()

    _, added = await one.post("/api/downloads", {"mam": 9000401})

    for page in ("/proposals", f"/downloads/{added['download']}"):
        text = await one.get(page)
        assert added["chosen_because"] in text
        assert "only edition" not in text
        assert 'href="/search?like=9000401"' in text
