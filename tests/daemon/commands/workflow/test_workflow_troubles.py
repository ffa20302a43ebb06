"""What the six phases do where something is missing, away or turned off."""

import pytest

from domain.events import TorrentFinished
from handlers.enriching.google_books import NOT_CONFIGURED
from sandbox.google_books import Fault as GoogleBooksFault
from sandbox.mam import Fault as MamFault

SEARCH = "/tor/js/loadSearchJSONbasic.php"


@pytest.mark.parametrize(
    ("changed", "problem", "not_run"),
    [
        (
            {"mam_id": None},
            "MyAnonamouse credentials not configured: set MAM_ID, or MAM_USERNAME and MAM_PASSWORD, on the page",
            (2, 3, 5),
        ),
        (
            {"google_books_api_key": None},
            NOT_CONFIGURED,
            (),
        ),
        (
            {"google_books_api_key": None, "enrichment_sources": "google"},
            NOT_CONFIGURED,
            (6,),
        ),
        (
            {"abs_token": None},
            "Audiobookshelf not configured: create an API key",
            (6,),
        ),
    ],
)
async def test_a_missing_credential(run_phases, stage, changed, problem, not_run):
    """It is named in phase 0, its service is not asked, and what can still run does."""
    told = await run_phases(**changed)

    assert not told.good
    assert any(line.startswith(f"  Missing: {problem}") for line in told.phase(0))
    assert told.result(0) == "Error: 1 of 3 are not configured"
    results = [told.result(number) for number in range(7)]
    assert [n for n, result in enumerate(results) if result.startswith("Not run: it needs ")] == list(not_run)
    assert (stage.mam.visits == []) == ("mam_id" in changed)


async def test_mam_is_down(run_phases, stage):
    """Phase 1 says what to do, what needs it is not run, and the services and the library are seen to."""
    stage.mam.down = True

    told = await run_phases()

    assert not told.good
    [_, error, mend] = told.phase(1)
    assert error.startswith("Error: Could not connect to MyAnonamouse: ")
    assert mend.startswith("  What to do: check this machine's network and MAM_URL")
    assert [told.result(number) for number in (2, 3, 5)] == [
        "Not run: it needs PHASE 1",
        "Not run: it needs PHASE 2",
        "Not run: it needs PHASE 3",
    ]
    assert told.result(4).startswith("Success: ")
    assert told.result(6).startswith("Success: ")


async def test_mam_stops_answering(run_phases, look, stage):
    """A run that only waits is given up after two minutes and ended; the phases that need it say so."""
    stage.mam.always(MamFault.UNAVAILABLE, path=SEARCH)

    told = await run_phases()

    assert not told.good
    assert told.result(2).startswith("Error: it waited too long: ")
    assert told.result(3) == "Not run: it needs PHASE 2"
    assert told.result(6).startswith("Success: ")
    async with look() as daemon:
        assert await daemon.parts.store.runs.open_run("search") is None


async def test_the_session_ends_in_the_middle(run_phases, stage):
    """What was found by then is reported and recorded; phase 2 says what to do about the session."""

    def end_session(line: str) -> None:
        if line.startswith("  Patrick Rothfuss: "):
            stage.mam.end_sessions()

    told = await run_phases(on_line=end_session)

    assert not told.good
    assert told.result(2).startswith("Error: MyAnonamouse ")
    assert "Create a new session on MyAnonamouse under Preferences → Security" in told.result(2)
    assert told.result(3).startswith("Success: 3 of 3 searches gave metadata: ")
    assert told.result(5) == "Success: 3 records created"
    assert told.result(6).startswith("Success: ")


async def test_audiobookshelf_without_permission(run_phases, stage):
    """Phase 4 names the user and what to give it; the library is not updated, and the records are made."""
    told = await run_phases(abs_token=stage.shelf.reader.token)

    assert not told.good
    assert "  Audiobookshelf: reader may not update items" in told.phase(4)
    mend = "  What to do: in Audiobookshelf under Settings, Users, edit reader: turn on Can Update"
    assert mend in told.phase(4)
    assert told.result(4) == "Error: 1 of 3 services cannot be used"
    assert told.result(5) == "Success: 10 records created"
    assert told.result(6) == "Not run: it needs Audiobookshelf"
    assert stage.shelf.writes == []


async def test_google_books_refuses(run_phases, stage):
    """A key that is not valid is named in phase 4, and where it is the only source phase 6 is not run."""
    stage.google_books.always(GoogleBooksFault.BAD_KEY)

    told = await run_phases(enrichment_sources="google")

    assert not told.good
    assert any("GOOGLE_BOOKS_API_KEY is not valid" in line for line in told.phase(4))
    assert told.result(6) == "Not run: it needs Google Books"
    assert len(stage.google_books.visits) == 1


async def test_acquisition_is_off(run_phases, stage):
    """What the settings rule out is no failure."""
    told = await run_phases(acquisition="off")

    assert told.good
    assert told.result(2) == "Not run: ACQUISITION is off: shelfhook neither searches by itself nor downloads"
    assert told.result(6).startswith("Success: ")


async def test_acquisition_is_paused(run_phases, look):
    """A pause is reported with what ends it."""
    async with look() as daemon:
        await daemon.api.acquisition.gate.pause("holidays")

    told = await run_phases()

    assert not told.good
    assert told.phase(2) == [
        "Error: search and download are paused: holidays",
        "  What to do: to go on, run `shelfhook resume acquisition` while the daemon runs",
    ]


async def test_a_dry_run_changes_nothing(run_phases, look, stage, shelve):
    """It shows what would be recorded and looked up; nothing is written, recorded or downloaded."""
    shelve("Project Hail Mary", "Andy Weir")

    told = await run_phases(dry_run=True, acquisition="auto")

    assert told.good
    assert told.phase(0)[0] == "  Dry run: nothing is recorded, written or downloaded"
    assert told.phase(5)[0].startswith("  The Way of Kings by Brandon Sanderson: would be recorded")
    assert told.result(5) == "Success: 9 records would be created"
    assert told.phase(6)[0].startswith("  Project Hail Mary: lacks ")
    assert told.result(6) == "Success: 1 book would be looked up, at most 50"
    assert stage.shelf.writes == []
    assert stage.client.adds == []
    assert [visit.path for visit in stage.mam.visits if "download" in visit.path] == []
    async with look() as daemon:
        assert await daemon.parts.store.downloads.recent() == []
        assert await daemon.parts.store.runs.recent() == []
        assert await daemon.parts.store.changes.recent() == []


async def test_other_work_is_left_alone(run_phases, look):
    """What waits in the inbox for a daemon is not touched."""
    async with look() as daemon:
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash="a" * 40), now=daemon.parts.clock.now())

    await run_phases()

    async with look() as daemon:
        [waiting] = [
            row for row in await daemon.parts.store.inbox.recent(limit=500) if row.settled_at is None
        ]
        assert (waiting.kind, waiting.attempts) == ("torrent.finished", 0)
