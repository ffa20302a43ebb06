"""What several ask of Audiobookshelf at the same time."""

import asyncio
from collections import Counter

import pytest

from clients.audiobookshelf.change import ItemChange
from domain.errors import ShelfhookError, TransientError, UnavailableError
from sandbox.audiobookshelf import Fault


async def outcome(asked):
    """What it gives, or how it fails."""
    try:
        return await asked
    except ShelfhookError as error:
        return error


async def at_once(*asked):
    """The outcomes; a first request is under way when the others are asked for."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(one)) for one in asked]
    return [task.result() for task in tasks]


def lines(shelf):
    """How often each kind of request came."""
    return Counter(f"{seen.method} {seen.path.rsplit('/', 1)[-1]}" for seen in shelf.requests)


@pytest.fixture
def ids(shelf):
    return [book.id for book in shelf.add_synthetic(4)]


async def test_items_share_a_request(client, shelf, ids):
    """Each caller gets its own."""
    found = await at_once(*map(client.item, ids))

    assert [item.id for item in found] == ids
    assert lines(shelf) == {f"GET {ids[0]}": 1, "POST get": 1}


async def test_an_item_that_is_not_there_is_asked_for_alone(client, shelf, ids):
    """A batch leaves it out without saying why."""
    found = await at_once(client.item(ids[0]), client.item("unknown"), client.item(ids[1]))

    assert [item and item.id for item in found] == [ids[0], None, ids[1]]
    assert lines(shelf)["GET unknown"] == 1


async def test_an_item_that_cannot_be_read_is_no_other_callers_trouble(client, shelf, ids):
    """Only its own caller gets the error."""
    shelf.item(ids[1]).path = ""

    first, odd, last = await at_once(*map(client.item, ids[:3]))

    assert (first.id, last.id) == (ids[0], ids[2])
    assert "path" in str(odd)


async def test_a_change_waits_for_no_other(client, shelf, ids):
    """Each goes at once, by itself: what was read before it would grow old, and a person may be at work."""
    await at_once(*(client.update(one, ItemChange(narrators=(f"Reader {one}",))) for one in ids))

    assert [list(shelf.item(one).narrators) for one in ids] == [[f"Reader {one}"] for one in ids]
    assert lines(shelf) == {"PATCH media": 4}


async def test_a_batch_that_fails_is_tried_alone(client, shelf, ids):
    """Whose fault it was shows then."""
    shelf.fail_next(Fault(status=500), on="batch/get")
    shelf.fail_next(Fault(status=500), on=f"items/{ids[2]}")

    told = await at_once(*map(client.item, ids[:3]))

    assert [getattr(one, "id", type(one)) for one in told] == [ids[0], ids[1], TransientError]


async def test_an_outage_is_reported_to_all(client, shelf, ids):
    """None of them is asked for alone then."""
    shelf.fail_next(Fault(drop="before"), on="batch/get")

    told = await at_once(*map(client.item, ids[:3]))

    assert [type(one) for one in told[1:]] == [UnavailableError] * 2
    assert lines(shelf) == {f"GET {ids[0]}": 1, "POST get": 1}
