"""Adding a result of a search by its button, and what stands in the button's place."""

from search_visitor import HAIL_MARY, rows

from sandbox.catalogue import listing


async def test_one_button_adds_a_result(visitor, stage):
    """Its row then says so and offers the approval; other editions say what exists. MAM is asked nothing more."""
    one = await visitor()
    page = await one.open(HAIL_MARY)
    asked = len(stage.mam.visits)

    address, after = await one.press(page, "/api/downloads")

    [record] = await one.one.records()
    other = "9000401" if record.mam_id == 9000402 else "9000402"
    assert (address, record.status) == (HAIL_MARY, "proposed")
    assert "“Project Hail Mary” is proposed" in after
    assert "proposed Download 1" in rows(after)[str(record.mam_id)]
    assert 'action="/api/downloads/1/approve"' in after
    assert "another edition" in rows(after)[other]
    assert len(stage.mam.visits) == asked


async def test_with_auto_the_button_downloads(visitor, stage):
    """As ACQUISITION says for any match; the row then says that it is being downloaded."""
    one = await visitor(acquisition="auto")

    await one.press(await one.open(HAIL_MARY), "/api/downloads")
    await one.one.settle()
    [record] = await one.one.records()

    assert "downloading Download 1" in rows(await one.open(HAIL_MARY))[str(record.mam_id)]
    assert len(stage.client.adds) == 1


async def test_another_edition_is_added_only_where_that_is_asked_for(visitor):
    """The button of such a row says so; a plain wish for the torrent is answered with the record that is there."""
    one = await visitor()
    _, page = await one.press(await one.open(HAIL_MARY), "/api/downloads")

    assert "Add this edition, too" in page
    await one.press(page, "/api/downloads")

    assert {record.mam_id for record in await one.one.records()} == {9000401, 9000402}


async def test_what_is_in_the_library_is_owned(visitor, stage, complete_of):
    """With the way to it, and no plain button to add it."""
    one = await visitor()
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    stage.shelf.scan_library()
    await complete_of(one.one, staged)

    row = rows(await one.open(HAIL_MARY))["9000401"]

    assert "owned" in row
    assert "In the library" in row
    assert " Add " not in row


async def test_off_and_paused_say_why_nothing_can_be_added(visitor, stage):
    """Searching works; a pause is ended right there."""
    off = await (await visitor(acquisition="off")).open(HAIL_MARY)
    one = await visitor()
    await one.one.daemon.api.acquisition.gate.pause("holidays")
    paused = await one.open(HAIL_MARY)
    _, resumed = await one.press(paused, "/api/acquisition/resume")

    for page, why in ((off, "ACQUISITION is off"), (paused, "search and download are paused: holidays")):
        assert why in page
        assert len(rows(page)) >= 2
        assert 'action="/api/downloads"' not in page
    assert 'action="/api/acquisition/resume"' not in off
    assert 'action="/api/downloads"' in resumed
