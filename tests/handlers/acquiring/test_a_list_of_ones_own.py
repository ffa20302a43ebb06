"""What is searched for while the user has no list of books."""

import json

import pytest

from domain.search_queries import EXAMPLE_QUERIES

NO_LIST = "there is no list of books to search for: set SEARCH_QUERIES or SEARCH_FILE"


@pytest.mark.parametrize("acquisition", ["propose", "auto"])
async def test_without_a_list_the_cycle_searches_for_nothing(stage, acquirer, acquisition):
    """The timer's run ends with the reason, MAM is not called and nothing is proposed."""
    daemon = await acquirer(search_queries="", acquisition=acquisition)

    run = await daemon.search()

    assert (run.status, run.reason) == ("cancelled", NO_LIST)
    assert stage.mam.visits == []
    assert await daemon.records() == []


async def test_a_person_who_starts_the_search_is_shown_what_to_set(desk):
    """The button and the command answer with the settings, and no run is made."""
    daemon = await desk(search_queries="")

    status, said = await daemon.post("/api/cycles/search")

    assert (status, said["detail"]) == (409, NO_LIST)
    assert await daemon.daemon.daemon.parts.store.runs.recent() == []


async def test_page_and_health_say_that_there_is_no_list(desk):
    """It can be read why no search happens, before anyone starts one."""
    daemon = await desk(search_queries="")

    page, health = await daemon.get("/"), json.loads(await daemon.get("/health"))

    assert "There is no list of books" in page
    assert health["acquisition"]["queries"] == 0


async def test_examples_are_never_downloaded_by_themselves(stage, acquirer):
    """Even auto leaves each of the ten to a person, and the record says that it is an example."""
    daemon = await acquirer(search_queries="", acquisition="auto")

    await daemon.search(examples=True)

    records = await daemon.records()
    assert len(records) == len(EXAMPLE_QUERIES)
    assert {(record.status, record.reason_kind) for record in records} == {("proposed", "example")}
    assert all("not on a list of yours" in record.reason for record in records)
    assert stage.client.adds == []


async def test_a_list_of_ones_own_goes_before_the_examples(acquirer):
    """A workflow with a list searches for that list, and auto downloads from it."""
    daemon = await acquirer(search_queries=json.dumps([["Andy Weir", "Artemis"]]), acquisition="auto")

    run = await daemon.search(examples=True)

    assert run.counts["queries"] == 1
    assert (await daemon.record()).status == "queued"


async def test_the_workflow_alone_asks_for_the_examples(desk):
    """Its own call starts a run of the ten; it names them before, and says that they are examples."""
    daemon = await desk(search_queries="")

    about = json.loads(await daemon.get("/api/workflow"))
    status, started = await daemon.post("/api/workflow/search")
    await daemon.daemon.settle()

    run = await daemon.daemon.daemon.parts.store.runs.by_id(started["run"])
    assert (about["examples"], len(about["queries"])) == (True, 10)
    assert (status, run.counts["queries"]) == (202, 10)
