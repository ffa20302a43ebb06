"""What goes wrong with one book, or with a service, ends no run."""

from datetime import timedelta

import pytest

from domain.facts import RunStatus
from sandbox.audiobookshelf.faults import Fault as ShelfFault
from sandbox.google_books import Fault, odd_volumes

BOOK, AUTHOR = "The Name of the Wind", "Patrick Rothfuss"
OTHER = ("Project Hail Mary", "Andy Weir")


@pytest.mark.parametrize("fault", [Fault.BAD_REQUEST, Fault.BACKEND, Fault.INTERNAL, Fault.NOT_JSON])
async def test_a_book_s_error_is_its_own(world, stage, daemon, fault):
    """One that is refused again and again is noted as an error, and all others are looked up."""
    await world.put_five(daemon)
    stage.google_books.fail_next(fault, times=3)

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert run.counts["filled"] >= 2
    assert run.counts["looked"] == 5
    assert 1 <= run.counts["errors"] == len(run.errors)
    assert await world.pending(daemon) == 0


async def test_trouble_that_passes_is_no_error(world, stage, daemon):
    """A service that is there and fails twice gets a third try for the same book."""
    await world.put_five(daemon)
    stage.google_books.fail_next(Fault.BACKEND, times=2)

    run = await world.enrich(daemon)

    assert dict(run.counts) == {"looked": 5, "found": 5, "nothing": 0, "filled": 5}


async def test_odd_answers_stop_nothing(world, stage, daemon):
    """Volumes with missing or odd fields fill what they can, and the run goes through."""
    for place, volume in enumerate(odd_volumes()):
        volume.setdefault("volumeInfo", {}).setdefault("authors", ["Some Author"])
        volume["volumeInfo"]["title"] = f"Oddity {place}"
        stage.google_books.volumes = (*stage.google_books.volumes, volume)
        await world.put(daemon, f"Oddity {place}", "Some Author")

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert run.counts["looked"] == 9
    assert "errors" not in run.counts
    assert all(item.isbn is None for item in stage.shelf.items())


async def test_while_the_library_is_away_nothing_is_asked(world, stage, daemon, clock):
    """An outage of Audiobookshelf costs neither requests nor the day's books, and the run goes on after it."""
    await world.put_five(daemon)
    stage.shelf.down = True
    run = await world.start(daemon)
    for _ in range(20):
        await daemon.dispatcher.step()
        clock.advance(timedelta(minutes=2))
    assert stage.google_books.visits == []

    stage.shelf.down = False
    run = await world.enrich(daemon, run)

    assert dict(run.counts) == {"looked": 5, "found": 5, "nothing": 0, "filled": 5}


@pytest.mark.parametrize("changes", [{"daily_max": 5}])
async def test_while_google_books_is_away_the_run_waits(world, stage, daemon, clock, changes):
    """An outage is waited out, and the book that it met is not counted twice."""
    await world.put_five(daemon)
    stage.google_books.down = True
    run = await world.start(daemon)
    for _ in range(20):
        await daemon.dispatcher.step()
        clock.advance(timedelta(minutes=2))

    stage.google_books.down = False
    run = await world.enrich(daemon, run)

    assert dict(run.counts) == {"looked": 5, "found": 5, "nothing": 0, "filled": 5}


async def test_a_write_that_fails_is_the_book_s_own_error(world, stage, daemon):
    """When Audiobookshelf does not take one book's values, the others get theirs."""
    await world.put_five(daemon)
    stage.shelf.fail_next(ShelfFault(status=500), times=3, on="PATCH")

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert (run.counts["errors"], run.counts["filled"]) == (1, 4)


async def test_a_book_that_is_gone_is_passed_over(world, stage, daemon):
    """It is noted as missing, and the run goes on."""
    book = await world.put(daemon, BOOK, AUTHOR)
    await world.put(daemon, *OTHER)
    stage.shelf.forget(book.id)

    run = await world.enrich(daemon)

    assert (run.counts["gone"], run.counts["filled"]) == (1, 1)
    assert (await daemon.parts.store.books.by_id(book.id)).is_missing


async def test_a_run_that_was_ended_makes_no_further_step(world, stage, daemon, clock):
    """What waits of it is dropped."""
    await world.put_five(daemon)
    run = await world.start(daemon)
    await daemon.parts.store.runs.end(
        run.id, status=RunStatus.CANCELLED, reason="by a person", now=clock.now()
    )

    await daemon.dispatcher.step()

    assert (await daemon.parts.store.inbox.recent())[0].verdict == "dropped"
    assert stage.google_books.visits == []


async def test_a_book_that_trips_us_up_keeps_no_one_waiting(world, stage, daemon):
    """A fault of our own, met with half a character in a title, is the book's error as well."""
    book = await world.put(daemon, BOOK, AUTHOR)
    await world.put(daemon, *OTHER)
    stage.shelf.edit(book.id, title="The Name of the \ud800")

    run = await world.enrich(daemon)

    assert run.status is RunStatus.DONE
    assert (run.counts["errors"], run.counts["filled"]) == (1, 1)
    assert "internal error in shelfhook" in run.errors[0]
