"""Which library item a download is, where names differ, text decides or a person does."""

import os
import unicodedata
from datetime import datetime, timedelta

import pytest

from domain.events import LibraryChanged, LibrarySyncDue
from domain.facts import Status
from domain.recording import Recording
from sandbox.audiobookshelf import write_audio


async def test_names_that_the_disk_holds_in_another_form_are_found(stage, finish):
    """The client says them composed, the seeding folder and the library hold them decomposed."""
    name = unicodedata.normalize("NFD", "Käthe")
    seed = write_audio(stage.folder / "seeds" / name / "1.mp3", seconds=36_000)
    (stage.library / "Other Name").mkdir()
    os.link(seed, stage.library / "Other Name" / "1.mp3")
    stage.shelf.scan_library()
    single = Recording(title="Käthe", authors=("Jo Doe",), narrators=("Ann Reed",))

    record = await finish(single, stage.folder / "seeds", ("Käthe/1.mp3", 4096))

    assert record.item_found_by == "inode and size of 1 audio file"


async def test_an_item_found_by_text_gives_way_to_a_proof(stage, daemon, finish, clock):
    """Once the very files are in the library they win over a copy that only looked alike."""
    tags = {"album": "Chains", "artist": "Jo Doe"}
    write_audio(stage.library / "Old Copy" / "1.mp3", seconds=36_000, tags=tags)
    seed = write_audio(stage.folder / "seeds" / "Chains" / "1.mp3", seconds=36_000)
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)
    record = await finish(single, stage.folder / "seeds", ("Chains/1.mp3", 4096))
    assert record.item_found_by.startswith("title, author and duration")

    (stage.library / "New").mkdir()
    os.link(seed, stage.library / "New" / "1.mp3")
    stage.shelf.scan_library()
    clock.advance(timedelta(seconds=5))
    await daemon.parts.store.inbox.add(LibraryChanged(path=str(stage.library / "New")), now=clock.now())
    while await daemon.dispatcher.step():
        pass

    record = await daemon.parts.store.downloads.by_id(record.id)
    assert record.item_found_by == "inode and size of 1 audio file"


async def test_text_is_not_asked_while_a_part_of_the_library_is_unknown(stage, daemon, finish, clock):
    """Another item with the same title may be in that part."""
    stage.shelf.add_synthetic(60)
    write_audio(
        stage.library / "Copy" / "1.mp3", seconds=36_000, tags={"album": "Chains", "artist": "Jo Doe"}
    )
    stage.shelf.scan_library()
    single = Recording(title="Chains", authors=("Jo Doe",), narrators=("Ann Reed",), duration_seconds=36_000)

    record = await finish(single, "/seedbox", ("Chains/1.mp3", 4096))
    assert "still being read for the first time" in record.reason

    await daemon.parts.store.runs.start(
        "library-sync", trigger="test", first=lambda run: LibrarySyncDue(run=run), now=clock.now()
    )
    while await daemon.dispatcher.step():
        pass
    assert (await daemon.parts.store.downloads.by_id(record.id)).status is Status.APPLIED


async def test_a_person_links_a_download_to_its_item(stage, daemon, two_readings, api):
    """The candidates are reported with their reasons; the chosen one is written, and stays the chosen one."""
    shown = await (await api.get(f"/api/downloads/{two_readings.id}")).json()
    assert [one["score"] for one in shown["candidates"]] == [100, 100]
    assert [one["why"] for one in shown["candidates"]] == [
        "title and author agree; listed 10:00:00, computed 10:00:00"
    ] * 2
    items = [stage.shelf.item(one["item_id"]) for one in shown["candidates"]]
    assert [datetime.fromisoformat(one["added_at"]).timestamp() for one in shown["candidates"]] == [
        one.added_at / 1000 for one in items
    ]
    assert {one["against"] for one in shown["candidates"]} == {None}
    chosen = shown["candidates"][1]["item_id"]

    answer = await api.post(f"/api/downloads/{two_readings.id}/link", json={"item": chosen})
    while await daemon.dispatcher.step():
        pass

    assert (answer.status, (await answer.json())["item"]) == (200, chosen)
    record = await daemon.parts.store.downloads.by_id(two_readings.id)
    assert (record.status, record.item_id, record.item_found_by) == (
        Status.APPLIED,
        chosen,
        "linked by you",
    )
    assert (record.candidates, stage.shelf.item(chosen).narrators) == (None, ["Ann Reed"])
    assert len({write.item_id for write in stage.shelf.writes}) == 1


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [(None, {"item": "unknown"}, 422), (None, {}, 400), (999, {"item": "unknown"}, 404)],
)
async def test_a_link_that_leads_nowhere_is_refused(two_readings, api, number, body, status):
    """To no item, without an item, of no download."""
    answer = await api.post(f"/api/downloads/{number or two_readings.id}/link", json=body)

    assert answer.status == status


async def test_the_page_shows_the_candidates(two_readings, api):
    """Each with its reason and a button."""
    page = await (await api.get("/")).text()

    assert page.count("This is it") == 2
    assert "title and author agree" in page
