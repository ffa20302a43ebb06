"""The history of what was written, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.facts import ChangeSource, ChangeStatus
from sandbox.clock import START
from store.changes import Changes, NewChange


def change(item_id: str, field: str, **others: Any) -> NewChange:
    values: dict[str, Any] = {
        "at": START,
        "item_id": item_id,
        "field": field,
        "before": None,
        "after": ["Ray Porter"],
        "status": ChangeStatus.PLANNED,
        "source": ChangeSource.MAM,
        "item_updated_at": START - timedelta(milliseconds=1),
    }
    return NewChange(**{**values, **others})


@pytest.mark.parametrize("before", [None, False, [], "", "x", ["a", "b"], [{"name": "S", "sequence": "1"}]])
async def test_a_change_comes_back_as_it_was_planned(db, before):
    """Every kind of value, and the state of the item that it belonged to, to the millisecond."""
    changes = Changes(db)
    planned = change("a", "narrators", before=before, run_id=4, undoes=5, event_id=6, download_id=7)

    [told] = await changes.plan([planned])

    kept = await changes.by_id(told.id)
    assert kept == told
    assert all(getattr(kept, name) == getattr(planned, name) for name in NewChange.__slots__)


async def test_the_item_may_not_have_said_when_it_changed(db):
    """Then nothing is known of it."""
    changes = Changes(db)

    [told] = await changes.plan([change("a", "narrators", item_updated_at=None)])

    kept = await changes.by_id(told.id)
    assert kept is not None
    assert kept.item_updated_at is None


async def test_the_newest_that_was_sent_counts(db):
    """By item and field; what did not arrive and what was only a dry run is as if it never was."""
    changes = Changes(db)
    planned = await changes.plan(
        [
            change("a", "narrators", status=ChangeStatus.WRITTEN),
            change("a", "narrators"),
            change("a", "narrators", status=ChangeStatus.NOT_TAKEN),
            change("a", "publisher", status=ChangeStatus.DRY_RUN),
            change("a", "language", status=ChangeStatus.OVERTAKEN),
            change("b", "narrators"),
            change("c", "narrators"),
        ]
    )

    newest = await changes.newest(["a", "b", "nobody"])

    numbers = [one.id for one in planned]
    found = {item: {name: one.id for name, one in of_item.items()} for item, of_item in newest.items()}
    assert found == {"a": {"narrators": numbers[1], "language": numbers[4]}, "b": {"narrators": numbers[5]}}
    dry = await changes.newest(["a"], (ChangeStatus.DRY_RUN,))
    assert dry["a"]["publisher"].id == numbers[3]


async def test_an_outcome_and_what_is_stored_with_it_are_stored_together_or_not_at_all(db):
    """A transaction that fails leaves the change as it was planned."""
    changes = Changes(db)
    [planned] = await changes.plan([change("a", "narrators")])

    def fails(_: object) -> None:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="full"):
        await changes.settle({planned.id: (ChangeStatus.WRITTEN, [])}, fails)

    assert await changes.by_id(planned.id) == planned


async def test_what_became_of_a_change_is_noted_with_what_was_read_back(db):
    """The value after may differ from the one that was sent."""
    changes = Changes(db)
    first, second = await changes.plan([change("a", "narrators"), change("b", "narrators")])

    await changes.settle(
        {first.id: (ChangeStatus.WRITTEN, ["R. Porter"]), second.id: (ChangeStatus.NOT_TAKEN, None)}
    )
    await changes.settle({})

    settled = [(one.status, one.after) for one in await changes.recent()]
    assert settled == [(ChangeStatus.NOT_TAKEN, None), (ChangeStatus.WRITTEN, ["R. Porter"])]


async def test_the_changes_of_a_run(db):
    """The newest first; those that were not sent are left out of what can be undone."""
    changes = Changes(db)
    one, two, *_ = await changes.plan(
        [
            change("a", "narrators", run_id=3, status=ChangeStatus.WRITTEN),
            change("b", "narrators", run_id=3),
            change("b", "narrators", run_id=3, status=ChangeStatus.DRY_RUN),
            change("c", "narrators", run_id=4),
        ]
    )

    assert [found.id for found in await changes.of_run(3)] == [two.id, one.id]
    assert len(await changes.recent(run_id=3)) == 3
    assert [found.id for found in await changes.recent(item_id="a")] == [one.id]
    assert len(await changes.recent(limit=2)) == 2


async def test_a_naive_time_is_refused(db):
    """It would lose what zone it was in."""
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point

    with pytest.raises(Exception, match="naive"):
        await Changes(db).plan([change("a", "narrators", at=naive)])
