"""Writes that a person, the policy or the library crosses, and dry runs."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from aiohttp import web

from domain.errors import NotFoundError, TransientError
from domain.facts import ChangeSource
from domain.policy import FieldName, policy_from
from handlers.writing.write_fields import Reason, WriteFields
from sandbox.audiobookshelf import Fault, write_audio
from sandbox.audiobookshelf.shapes import expanded
from sandbox.server import LoopbackServer
from store.locks import Locks
from tests.fixtures.waiting import until
from tests.handlers.writing.deciding import always

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3, run_id=2)
TAGS = {"album": "Chains", "artist": "A. Author", "composer": "T. Reader", "publisher": "Tape House"}
NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}


@pytest.fixture
def book(shelf, books, clock):
    """A book that a scan has found, a minute ago."""
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAGS)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


async def test_values_that_came_along_in_metadata_json_stay(shelf, book, write):
    """A book that is added again brings what a person had entered, and is not taken for untouched."""
    shelf.state.database.stores_metadata_with_item = True
    shelf.edit(book.id, narrators=["By Hand"])
    shelf.forget(book.id)
    [anew] = shelf.scan_library().added
    assert anew.narrators == ["By Hand"]

    await write(anew.id, NARRATORS, REASON)

    assert anew.narrators == ["By Hand"]


async def test_policy_ours_replaces_what_the_files_say(book, write):
    """With `ours` another source wins over the tags, with `never` nothing is written at all."""
    write = replace(write, policy=policy_from({"publisher": "ours", "narrators": "never"}))

    written = await write(book.id, NARRATORS | {FieldName.PUBLISHER: "Audible Studios"}, REASON)

    assert (book.publisher, book.narrators) == ("Audible Studios", ["T. Reader"])
    assert written.phrases[FieldName.NARRATORS] == "METADATA_POLICY says never"


@pytest.mark.parametrize("empty", [None, "", [], ["  "], "  "])
async def test_knowing_nothing_changes_nothing(shelf, book, write, empty):
    """An empty value is no reason to write, and a blank name none to fail."""
    name = FieldName.NARRATORS if isinstance(empty, list) else FieldName.LANGUAGE

    written = await write(book.id, {name: empty}, REASON)

    assert shelf.writes == []
    assert written.phrases[name] in {"nothing is known", "already right"}


async def test_a_person_who_is_quicker_than_the_reading_back(shelf, book, write, clock):
    """An edit between our write and the look at it is theirs, and no failure."""
    shelf.fail_next(Fault(), on="GET /api/items")
    shelf.fail_next(Fault(slow=timedelta(seconds=1)), on="GET /api/items")
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write(book.id, NARRATORS, REASON))
        while timedelta(seconds=1) not in clock.slept:
            await clock.sleep(timedelta(0))
        shelf.edit(book.id, narrators=[])
        clock.advance(timedelta(seconds=1))

    again = await write(book.id, NARRATORS, REASON)

    assert book.narrators == []
    assert writing.result().sentence == "narrators: someone changed it while it was written"
    assert again.phrases == {FieldName.NARRATORS: "someone changed it since"}


async def no_tasks(_request: web.Request) -> web.Response:
    return web.json_response({"tasks": []})


async def test_one_write_is_in_flight_at_a_time(shelf, books, changes, desk, write, connect):
    """While an item is written others are read and planned, and sent only then: two at once may end the server."""
    for name in "ABC":
        write_audio(books / name / "1.mp3", seconds=60)
    shelf.scan_library()
    under_way, seen_under_way = set(), []
    turn = partial(Locks(changes.db).of, ["writes"])

    async def three_wait() -> bool:
        return len(await changes.recent()) >= 3

    async def read(request: web.Request) -> web.Response:
        return web.json_response(expanded(shelf.item(request.match_info["id"])))

    async def change(request: web.Request) -> web.Response:
        number = request.match_info["id"]
        under_way.add(number)
        await until(three_wait)
        seen_under_way.append(len(under_way))
        shelf.edit(number, narrators=["Ray Porter"])
        under_way.remove(number)
        return await read(request)

    app = web.Application()
    app.router.add_get("/api/tasks", no_tasks)
    app.router.add_get("/api/items/{id}", read)
    app.router.add_patch("/api/items/{id}/media", change)
    async with LoopbackServer(app) as server, asyncio.TaskGroup() as tasks:
        there = WriteFields(desk=replace(desk, audiobookshelf=connect(server.url, turn)), policy=write.policy)
        for book in shelf.items():
            tasks.create_task(there(book.id, NARRATORS, REASON))

    assert seen_under_way == [1, 1, 1]


async def test_a_write_that_is_not_kept_is_an_error(book, changes, desk, write, connect):
    """A server that says 200 and leaves the item as it was is asked again, and the history says so."""

    async def item(_request: web.Request) -> web.Response:
        return web.json_response(expanded(book))

    app = web.Application()
    app.router.add_get("/api/tasks", no_tasks)
    app.router.add_get("/api/items/{id}", item)
    app.router.add_patch("/api/items/{id}/media", item)
    async with LoopbackServer(app) as forgetful:
        deaf = WriteFields(desk=replace(desk, audiobookshelf=connect(forgetful.url)), policy=write.policy)

        with pytest.raises(TransientError, match="did not keep the written values: narrators"):
            await deaf(book.id, NARRATORS, REASON)

    assert [change.status for change in await changes.recent()] == ["not_taken"]


async def test_an_item_that_is_gone_is_said(shelf, book, desk, write):
    """One alone raises, among several it is left out."""
    gone = book.id
    shelf.forget(gone)
    [anew] = shelf.scan_library().added

    served = await desk([gone, anew.id], always(FieldName.NARRATORS, ["Ray Porter"], REASON))

    assert set(served) == {anew.id}
    with pytest.raises(NotFoundError):
        await write(gone, NARRATORS, REASON)


async def test_a_dry_run_notes_once_what_it_would_write(shelf, book, changes, desk, write):
    """Repeated, it adds no second identical row; with other data it does."""
    dry = WriteFields(desk=replace(desk, dry_run=True), policy=write.policy)

    first = await dry(book.id, NARRATORS, REASON)
    await dry(book.id, NARRATORS, REASON)
    await dry(book.id, {FieldName.NARRATORS: ["Someone New"]}, REASON)

    assert shelf.writes == []
    assert first.sentence == "narrators: would be set to Ray Porter"
    noted = [(change.status, change.before, change.after) for change in await changes.recent()]
    assert noted == [
        ("dry_run", ["T. Reader"], ["Someone New"]),
        ("dry_run", ["T. Reader"], ["Ray Porter"]),
    ]


async def test_a_dry_run_is_forgotten_by_the_real_one(book, changes, desk, write):
    """What was only noted was never written."""
    dry = WriteFields(desk=replace(desk, dry_run=True), policy=write.policy)
    await dry(book.id, NARRATORS, REASON)

    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, REASON)

    assert book.narrators == ["Someone New"]
