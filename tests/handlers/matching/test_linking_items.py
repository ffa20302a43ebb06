"""A person's choice of the library item: by what it is made, with a warning, and taken back."""

import re

import pytest

from domain.facts import Status
from sandbox.audiobookshelf import write_audio

MARTIAN = {"album": "The Martian", "artist": "Andy Weir"}


@pytest.fixture
def settle(daemon):
    """Lets the daemon handle what is due."""

    async def go() -> None:
        while await daemon.dispatcher.step():
            pass

    return go


@pytest.fixture
def martian(stage):
    """The id of another book's item, which the library has, too."""
    write_audio(stage.library / "Martian" / "1.mp3", seconds=3600, tags=MARTIAN)
    stage.shelf.scan_library()
    return stage.shelf.item("The Martian").id


async def test_a_candidate_shows_what_one_decides_by(stage, two_readings, api):
    """Narrator, length, size and the way to Audiobookshelf, on the first page and on the download's own."""
    first, second = two_readings.candidates
    for path in ("/", f"/downloads/{two_readings.id}", f"/downloads/{two_readings.id}/item"):
        page = await (await api.get(path)).text()

        for one in (first, second):
            assert f"{stage.shelf.url}/item/{one['item_id']}" in page
        assert page.count("10 h 00 min") >= 2
        assert page.count("in 1 file") == 2
        assert "Narrator unknown" in page
        assert page.count(" · added <time") == 2
        assert f"/downloads/{two_readings.id}/item" in page or path.endswith("/item")


async def test_a_row_of_the_list_leads_to_the_choice(two_readings, api):
    """What needs a person has its next step where it is listed."""
    page = await (await api.get("/downloads?show=waiting")).text()

    assert f'href="/downloads/{two_readings.id}/item"' in page


async def test_any_other_item_is_found_by_name_and_warned_of(martian, two_readings, api):
    """It can be linked all the same, and the page says before what speaks against it."""
    page = await (await api.get(f"/downloads/{two_readings.id}/item?q=martian")).text()
    nothing = await (await api.get(f"/downloads/{two_readings.id}/item?q=nobody+wrote+this")).text()

    assert f'value="{martian}"' in page
    assert "It seems to be another book: " in page
    [form] = re.findall(rf'<form[^>]*>(?:(?!</form>).)*value="{martian}".*?</form>', page, re.DOTALL)
    assert 'name="confirmed" value="true"' in form
    assert "Link it all the same" in form
    assert "No item of the library has all these words" in nothing
    assert (await api.get("/downloads/999/item")).status == 404


async def test_a_link_that_contradicts_has_to_be_confirmed(daemon, martian, two_readings, api):
    """Until then nothing is linked, and the refusal says what speaks against it; a candidate has no warning."""
    path = f"/api/downloads/{two_readings.id}/link"

    refused = await api.post(path, json={"item": martian})
    before = await daemon.parts.store.downloads.by_id(two_readings.id)
    wrong = await (await api.post(path, json={"item": martian, "confirmed": True})).json()
    right = await (await api.post(path, json={"item": two_readings.candidates[0]["item_id"]})).json()

    assert (refused.status, (await refused.json())["doubt"]) == (409, wrong["warning"])
    assert (before.item_id, before.status) == (None, Status.NEEDS_PERSON)
    assert wrong["warning"]
    assert right["warning"] is None


async def test_a_link_is_taken_back_with_what_it_wrote(stage, daemon, two_readings, api, settle):
    """The item has its former values, and the download needs a person again, who may choose another one."""
    chosen, other = (one["item_id"] for one in two_readings.candidates)
    await api.post(f"/api/downloads/{two_readings.id}/link", json={"item": chosen})
    await settle()
    written = stage.shelf.item(chosen).narrators
    page = await (await api.get(f"/downloads/{two_readings.id}")).text()

    answer = await api.post(f"/api/downloads/{two_readings.id}/unlink")
    again = await api.post(f"/api/downloads/{two_readings.id}/unlink")
    record = await daemon.parts.store.downloads.by_id(two_readings.id)
    await api.post(f"/api/downloads/{two_readings.id}/link", json={"item": other})
    await settle()

    assert "It is another item" in page
    assert "Take the link back" in page
    assert (written, stage.shelf.item(chosen).narrators) == (["Ann Reed"], [])
    assert (answer.status, record.status, record.item_id) == (200, Status.NEEDS_PERSON, None)
    assert (again.status, "was not linked by you" in await again.text()) == (409, True)
    assert stage.shelf.item(other).narrators == ["Ann Reed"]


FINISHED = {
    Status.FINISHED,
    Status.WAITING_FOR_ITEM,
    Status.NEEDS_PERSON,
    Status.APPLIED,
    Status.DISMISSED,
}


@pytest.mark.parametrize("status", Status)
async def test_only_a_finished_download_has_items_to_choose(daemon, martian, two_readings, api, status):
    """Any other one is said to be none, with the way back to it."""
    await daemon.parts.store.downloads.update(two_readings.id, status=status.value)
    finished = status in FINISHED

    page = await (await api.get(f"/downloads/{two_readings.id}/item?q=martian")).text()

    assert ('name="q"' in page) is finished
    assert (f'value="{martian}"' in page) is finished
    assert page.count(f'href="/downloads/{two_readings.id}"') == (1 if finished else 2)


@pytest.mark.parametrize("status", Status)
async def test_only_a_finished_download_is_linked(daemon, martian, two_readings, api, status):
    """By the API, also where it is confirmed, as by the page; a refusal leaves it as it was."""
    await daemon.parts.store.downloads.update(two_readings.id, status=status.value, candidates=None)
    finished, body = status in FINISHED, {"item": martian, "confirmed": True}
    before = await daemon.parts.store.downloads.by_id(two_readings.id)

    answer = await api.post(f"/api/downloads/{two_readings.id}/link", json=body)
    page = await (await api.get(f"/downloads/{two_readings.id}")).text()
    after = await daemon.parts.store.downloads.by_id(two_readings.id)

    assert answer.status == (200 if finished else 409)
    assert (after.item_id == martian) is finished
    assert (after == before) is not finished
    assert (f'href="/downloads/{two_readings.id}/item"' in page) is finished


@pytest.mark.parametrize(
    ("status", "first"),
    [
        (Status.PROPOSED, "approve it first"),
        (Status.GONE, "approve it first"),
        (Status.QUEUED, "until qBittorrent has finished it"),
        (Status.REFUSED, "until qBittorrent has finished it"),
    ],
)
async def test_a_refused_link_says_what_to_do_first(daemon, martian, two_readings, api, status, first):
    """The same in the API's answer and on the page."""
    await daemon.parts.store.downloads.update(two_readings.id, status=status.value)

    answer = await api.post(f"/api/downloads/{two_readings.id}/link", json={"item": martian})
    page = await (await api.get(f"/downloads/{two_readings.id}/item")).text()

    assert answer.status == 409
    assert first in (await answer.json())["detail"]
    assert first in page


async def test_a_download_without_a_torrent_has_no_item_to_choose(daemon, two_readings, api):
    """Whatever its state: its files are not known."""
    await daemon.parts.store.downloads.update(two_readings.id, info_hash=None)

    page = await (await api.get(f"/downloads/{two_readings.id}/item")).text()

    assert 'value="' + two_readings.candidates[0]["item_id"] not in page
    assert 'name="q"' not in page
