"""What writes and scans that overlap do to the server and to each other: facts/audiobookshelf_2.md 0.1, 0.2 and 10."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.audiobookshelf import write_audio
from sandbox.clock import in_turns


@pytest.fixture
def items(shelf, books):
    """Two items with files."""
    for name in ("One", "Two"):
        write_audio(books / name / "1.mp3", seconds=60)
    return sorted(shelf.scan_library().added, key=lambda item: item.title)


@pytest.fixture
def patch(ask):
    def send(book, **metadata):
        return ask("PATCH", f"/api/items/{book.id}/media", json={"metadata": metadata})

    return send


@pytest.fixture
def batch(ask):
    def send(*items, **metadata):
        entries = [{"id": book.id, "mediaPayload": {"metadata": metadata}} for book in items]
        return ask("POST", "/api/items/batch/update", json=entries)

    return send


def series(*names):
    return [{"name": name, "sequence": "1"} for name in names]


async def at_once(*calls):
    """What each was answered, or its error."""
    return await asyncio.gather(*calls, return_exceptions=True)  # noqa: TID251 - both at once, whatever becomes of them


async def test_the_same_new_series_twice_ends_it(shelf, items, patch):
    """Both look for it, both make it."""
    answers = await at_once(*(patch(book, series=series("New")) for book in items))

    assert shelf.crashes == 1
    assert all(isinstance(one, aiohttp.ClientError) for one in answers)


async def test_what_was_under_way_is_gone_with_it(shelf, items, patch):
    """The other write comes to nothing, and does not end the process that was started since."""
    goes_on, meets = asyncio.Event(), shelf.state.takes

    async def stops_once_it_ended(duration):
        await meets(duration)
        if shelf.exited:
            await goes_on.wait()

    shelf.state.takes = stops_once_it_ended
    await at_once(*(patch(book, series=series("New")) for book in items))
    await shelf.revive()
    goes_on.set()
    while shelf.in_flight:
        await in_turns(timedelta(milliseconds=1))

    assert (shelf.crashes, shelf.exited) == (1, False)


async def test_batches_end_it_as_well(shelf, items, batch):
    """Each of one item, naming one new series."""
    await at_once(*(batch(book, series=series("New")) for book in items))

    assert shelf.crashes == 1


async def test_one_after_the_other_is_fine(shelf, items, patch, batch):
    """So is one batch that names a new series for all."""
    for book in items:
        await patch(book, series=series("New"))
    await batch(*items, series=series("Newer"))

    assert shelf.crashes == 0
    assert [[place.name for place in book.series] for book in items] == [["Newer"], ["Newer"]]


async def test_other_new_series_are_fine(shelf, items, patch):
    """Side by side, but not the same."""
    await at_once(*(patch(book, series=series(f"Of {book.title}")) for book in items))

    assert shelf.crashes == 0


@pytest.mark.parametrize("field", ["series", "authors"])
async def test_one_item_given_a_known_row_twice_ends_it(shelf, items, patch, field):
    """As by a retry while the first write is under way."""
    value = series("Known") if field == "series" else [{"name": "Known"}]
    await patch(items[0], **{field: value})

    await at_once(patch(items[1], **{field: value}), patch(items[1], **{field: value}))

    assert shelf.crashes == 1


async def test_a_new_author_is_made_twice(shelf, items, patch):
    """No exit, but two rows of one name."""
    await at_once(*(patch(book, authors=[{"name": "New"}]) for book in items))

    assert shelf.crashes == 0
    assert len({author.id for book in items for author in book.authors}) == 2


async def test_the_older_value_stays_in_its_file(shelf, items, patch):
    """Two writes of one item with different fields: the database is right, until the next scan."""
    book = items[0]
    answers = await at_once(patch(book, narrators=["A"]), patch(book, publisher="P"))
    assert [one.status for one in answers] == [200, 200]
    assert (book.narrators, book.publisher) == (["A"], "P")

    shelf.rescan(book.id)

    assert sorted([bool(book.narrators), bool(book.publisher)]) in ([False, True], [False, False])


async def test_an_unchanged_write_does_not_fix_its_file(shelf, items, patch):
    """One that the server takes for a change does: an empty text is not null, and stored as null."""
    book = items[0]
    await patch(book, narrators=["A"])
    older = book.stored | {"narrators": ["Older"]}

    book.stored = dict(older)
    await patch(book, narrators=["A"])
    assert book.stored == older

    reply = await patch(book, subtitle="")
    assert reply.body["updated"] is True
    shelf.rescan(book.id)
    assert (book.narrators, book.subtitle) == (["A"], None)


async def test_a_scan_of_the_item_loses_a_write(ask, items, patch):
    """The scan has read metadata.json before the write, and stores what it has read after it."""
    book = items[0]
    await at_once(ask("POST", f"/api/items/{book.id}/scan"), patch(book, narrators=["A"]))

    assert book.narrators == []


async def test_a_scan_of_the_library_loses_a_write(shelf, clock, ask, items, patch):
    """From its beginning to its end."""
    shelf.state.scan_takes = timedelta(seconds=5)
    await ask("POST", f"/api/libraries/{shelf.library.id}/scan")
    await patch(items[0], narrators=["A"])
    assert items[0].narrators == ["A"]

    clock.advance(timedelta(seconds=5))
    await ask("GET", "/api/tasks")

    assert items[0].narrators == []
