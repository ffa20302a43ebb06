"""The six phases in one process."""

from datetime import timedelta

HEADINGS = [
    "[PHASE 0] Configuration...",
    "[PHASE 1] MyAnonamouse authentication...",
    "[PHASE 2] Search MyAnonamouse...",
    "[PHASE 3] Metadata extraction...",
    "[PHASE 4] Services...",
    "[PHASE 5] Download records...",
    "[PHASE 6] Library update...",
]
DASHES = "------------------------------------"


async def test_ten_searches_ten_extractions_ten_records(run_phases, look, stage, shelve):
    """The guide's headline: each phase under its heading, a result for each, and a summary."""
    shelve("Untold Story", "Nobody Known")

    told = await run_phases()

    assert told.good
    assert told.headings == HEADINGS
    assert told.lines.count(DASHES) == 8
    assert told.phase(0)[0] == "  No list of books: ten examples are searched for"
    assert told.phase(0)[-1] == "Success: all required settings are set"
    assert told.phase(1)[0] == "  MyAnonamouse: ok"
    assert told.result(1).startswith("Success: an API session, used for the first time; reader, ")
    assert told.phase(2)[0] == "  Brandon Sanderson: Stormlight: 8 found, 6 proved"
    assert told.result(2) == "Success: 10 searches: 61 recordings found, 48 proved"
    assert told.phase(3)[0] == "  The Way of Kings by Brandon Sanderson: 4 of 5 known; missing: release date"
    assert told.result(3).startswith("Success: 10 of 10 searches gave metadata: 48 matches, ")
    assert told.phase(5)[0] == (
        "  The Way of Kings by Brandon Sanderson: download 1, proposed; approve it with "
        "`shelfhook downloads approve 1` (4 of 5 known; missing: release date)"
    )
    assert told.result(5) == "Success: 10 records created"
    assert told.result(6) == "Success: 1 book looked up, 0 found, 0 filled"
    assert told.lines[-7].startswith("  PHASE 0 Configuration: Success, ")
    async with look() as daemon:
        records = await daemon.parts.store.downloads.recent()
    assert [record.status for record in records] == ["proposed"] * 10
    assert all(record.recording.narrators for record in records)
    assert stage.client.adds == []
    assert stage.mam.smallest_spacing() >= timedelta(seconds=2)
    assert stage.google_books.smallest_spacing() >= timedelta(seconds=1)


async def test_the_library_is_filled_from_google_books(run_phases, stage, shelve):
    """Phase 6 reads the library first, so that it knows which books there are, and reports each."""
    shelve("Project Hail Mary", "Andy Weir")

    told = await run_phases()

    [line, result] = told.phase(6)
    assert line.startswith("  Project Hail Mary: ")
    assert line.endswith(" filled in")
    assert result == "Success: 1 book looked up, 1 found, 1 filled"
    assert stage.shelf.item("Project Hail Mary").publisher


async def test_with_auto_the_records_are_queued(run_phases, stage):
    """The records are there before anything is fetched; phase 5 waits until each is in the torrent client."""
    told = await run_phases(acquisition="auto", search_queries='[["Andy Weir", "Artemis"]]')

    assert told.good
    assert told.phase(5)[0].startswith("  Artemis by Andy Weir: download 1, downloading (")
    assert len(stage.client.adds) == 1
    assert told.result(5) == "Success: 1 record created"


async def test_a_second_run_makes_no_second_record(run_phases):
    """What has a record is left out, and says so."""
    await run_phases(search_queries='[["Andy Weir", "Artemis"]]')

    told = await run_phases(search_queries='[["Andy Weir", "Artemis"]]')

    assert told.good
    [left, result] = told.phase(5)
    assert left == "  Artemis: skipped: download 1 (proposed): Artemis by Andy Weir"
    assert result == "Success: 0 records created"
