"""The imports on the pages: the plan before, what was made, what became of it, and the buttons."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from daemon.http.api.strange_imports import AT_ONCE
from domain.facts import ImportMode, ImportProblem, ImportStatus, ReasonKind, Status
from domain.importing.plan import LeftOutFile, Plan, Renamed
from store.tables import IMPORTS
from store.work import change
from tests.fixtures.imported import finished, imported, read

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
HARM = "</bdi><script>alert(1)</script>\u202egnp.exe"


@pytest.fixture
def settings(make_settings, stage):
    return make_settings(import_=(ImportMode.HARDLINK,), import_dir=stage.library)


@pytest.fixture
def press(url, http, page_of):
    """Press a button as a browser without scripts does: send its form."""

    async def press(page: str, path: str, **fields: str) -> int:
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token is not None
        assert f'action="{path}"' in page
        headers = BROWSER | {"Origin": url, "Referer": f"{url}/downloads/1"}
        form = {"csrf": token[1], **fields}
        async with http.post(url + path, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status

    return press


async def settle(daemon):
    while await daemon.dispatcher.step():
        pass


async def test_the_plan_is_shown_before_and_carried_out_at_a_click(page_of, press, stage, daemon):
    """Each file from the torrent to its place with its size; then the same files, made, and a button to undo it."""
    staged, _ = await finished(stage, daemon)

    before = await page_of("/downloads/1")
    made_before = list(stage.library.iterdir())
    pressed = await press(before, "/api/imports/1")
    await settle(daemon)
    after = await page_of("/downloads/1")
    undone = await press(after, "/api/imports/1/undo")
    await settle(daemon)

    assert f"{staged.content.name}/01.m4b" in before
    assert "nothing is made yet" in before
    assert made_before == []
    assert (pressed, undone) == (303, 303)
    assert "as hard links" in after
    assert "Undo the import" in after
    assert "Import now" in await page_of("/downloads/1")


async def test_the_list_has_a_row_for_each_import_and_its_files_are_a_click_away(page_of, stage, daemon):
    """With its state and size; the navigation leads there."""
    await imported(stage, daemon)
    stage.shelf.scan_library()
    await read(daemon)

    listed, shown = await page_of("/imports"), await page_of("/downloads/1")

    assert '<a href="/imports" aria-current="page">Imports</a>' in listed
    assert 'href="/downloads/1#import"' in listed
    assert "as hard links" in listed
    assert "no longer" not in listed
    assert '<h2 id="import">Import</h2>' in shown


@pytest.mark.parametrize("path", ["/imports", "/downloads/1"])
async def test_what_became_of_an_import_is_reported(page_of, stage, daemon, clock, path):
    """A torrent that left qBittorrent, and a book that left Audiobookshelf; both stay as they are on the disk."""
    book = await imported(stage, daemon)
    stage.client.torrents.clear()
    await daemon.patient.connections.qbittorrent.torrents()
    clock.advance(timedelta(hours=2))

    page = await page_of(path)

    assert "qBittorrent no longer has the torrent" in page
    assert "No longer in Audiobookshelf" in page
    assert len(list(book.folder.iterdir())) == 2


async def test_status_and_overview_count_them(page_of, shelfhook, stage, daemon, clock):
    """With the command that has the details."""
    await imported(stage, daemon)
    clock.advance(timedelta(hours=2))

    assert "1 import</a> lost the book or the torrent." in await page_of("/")
    assert (
        "1 import lost the book or the torrent (`shelfhook import check`)"
        in (await shelfhook("status")).output
    )


async def test_before_all_were_looked_at_it_is_at_least_so_many(page_of, shelfhook, daemon, clock):
    """On the first page and in the command; afterwards it is so many."""
    now = clock.now()
    rows = [
        {"info_hash": f"{number:040x}", "download_id": number, "created_at": now, "changed_at": now,
         "placed_at": now, "status": ImportStatus.PLACED, "work": [], "size": 1, "copied": 0}
        for number in range(1, 2 * AT_ONCE + 8)
    ]  # fmt: skip
    await daemon.parts.store.db.write(change(insert(IMPORTS), rows))
    await daemon.patient.connections.qbittorrent.torrents()

    first, said = await page_of("/"), (await shelfhook("status")).output
    clock.advance(timedelta(hours=2))
    then, said_then = await page_of("/"), (await shelfhook("status")).output

    assert f'At least <a href="/imports">{AT_ONCE} imports</a>' in first
    assert "at least " in said
    assert f"{2 * AT_ONCE + 7} imports</a> lost" in then
    assert f"{2 * AT_ONCE + 7} imports lost" in said_then
    assert "t least" not in then + said_then


async def waiting(daemon, stage, problem, **more):
    book = await imported(stage, daemon)
    one, now = await book.record(), daemon.parts.clock.now()
    values = {"status": ImportStatus.NEEDS_PERSON.value, "problem": problem.value, "placed_at": None, **more}
    await daemon.parts.store.imports.update(one.id, now=now, work=[], **values)
    return Plan.model_validate(one.plan)


async def test_a_question_is_asked_with_its_choices(page_of, press, stage, daemon):
    """A taken place may be left to what is there, and the book go beside it; the plan is there to see."""
    await waiting(daemon, stage, ImportProblem.TARGET_TAKEN, detail="the folder exists already")

    page = await page_of("/downloads/1")
    pressed = await press(page, "/api/imports/1/confirm", choice="beside")

    assert "the folder exists already" in page
    assert "Put it beside" in page
    assert pressed == 303
    assert "Import as planned" not in page


async def test_an_import_that_waits_is_among_what_needs_a_person(page_of, shelfhook, stage, daemon):
    """With the way to its plan, on the first page and in the status."""
    await waiting(daemon, stage, ImportProblem.TARGET_TAKEN)
    await daemon.parts.store.downloads.update(
        1, status=Status.NEEDS_PERSON.value, reason="taken", reason_kind=ReasonKind.NOT_IMPORTED
    )

    assert 'href="/downloads/1#import"' in await page_of("/")
    assert "shelfhook import show 1 | " in (await shelfhook("status")).output


async def test_a_copy_shows_how_far_it_is(page_of, stage, daemon):
    """Bytes of bytes, and a bar that needs no script."""
    await waiting(daemon, stage, ImportProblem.QUESTION, detail=None)
    one = await daemon.parts.store.imports.of_download(1)
    await daemon.parts.store.imports.update(
        one.id,
        now=one.changed_at,
        status=ImportStatus.PLACING.value,
        problem=None,
        copied=1 << 20,
        size=4 << 20,
    )

    page = await page_of("/downloads/1")

    assert "1.0 MiB of 4.0 MiB copied" in page
    assert '<progress value="1048576" max="4194304">' in page


async def test_left_out_and_renamed_names_are_shown_harmlessly(page_of, stage, daemon):
    """With the reason, and with the original name."""
    plan = await waiting(daemon, stage, ImportProblem.QUESTION)
    one = await daemon.parts.store.imports.of_download(1)
    more = {
        "left_out": (LeftOutFile(path=f"book/{HARM}.nfo", why="metadata"),),
        "renamed": (Renamed(before=f"What? {HARM}", after="What？"),),
    }
    stored = plan.model_copy(update=more).model_dump(mode="json")
    await daemon.parts.store.imports.update(one.id, now=one.changed_at, plan=stored)

    page = await page_of("/downloads/1")

    assert "metadata that Audiobookshelf would believe" in page
    assert "<ins><bdi>What？</bdi></ins>" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


async def test_long_lists_of_imports_are_paged(page_of, daemon, clock):
    """25 on a page."""
    for number in range(30):
        await daemon.parts.store.imports.begin(f"{number:040x}", number + 1, now=clock.now())

    page = await page_of("/imports")

    assert page.count('<li id="import-') == 25
    assert "1 to 25 of 30" in page
    assert (await page_of("/imports?page=2")).count('<li id="import-') == 5
