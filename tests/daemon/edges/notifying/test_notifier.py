"""Notifications of what happened: each once, in one message a minute, whatever the service does."""

from datetime import timedelta

import pytest

from daemon.edges.notifying.notifier import build as build_notifier
from domain.facts import Status

MINUTE = timedelta(minutes=1)


async def test_all_of_a_minute_is_one_message(record, minute, person):
    """Each kind with its number, each book with its words and the address of its page."""
    await record("Chains", status=Status.APPLIED, number=1)
    await record("Ropes", status=Status.APPLIED, number=2)
    await record("Knots", status=Status.NEEDS_PERSON, number=3, reason="two items have this title")

    await minute(3)

    assert len(person.messages) == 1
    assert person.messages[0]["title"] == "shelfhook: 1 needs you, 2 books updated"
    assert person.messages[0]["message"].splitlines() == [
        "1 needs you:",
        "- Knots by Anna Writer: two items have this title",
        "  https://books.example.org/downloads/3",
        "",
        "2 books updated:",
        "- Chains by Anna Writer",
        "  https://books.example.org/downloads/1",
        "- Ropes by Anna Writer",
        "  https://books.example.org/downloads/2",
        "",
        "https://books.example.org/",
    ]


async def test_never_more_than_one_message_a_minute(daemon, record, person, clock):
    """What comes within the minute waits for the next one."""
    for number in range(1, 7):
        await record(f"Book {number}", status=Status.APPLIED, number=number)
        await daemon.notifier.step()
        clock.advance(timedelta(seconds=20))

    await daemon.notifier.step()

    assert [one["title"] for one in person.messages] == [
        "shelfhook: 1 book updated",
        "shelfhook: 3 books updated",
        "shelfhook: 2 books updated",
    ]


@pytest.mark.databases("sqlite", "postgres")
async def test_what_was_reported_is_not_reported_again_after_a_restart(
    daemon, record, minute, person, settings, clock
):
    """A new process says what the former one noticed and did not send, and nothing else."""
    await record("Chains", status=Status.APPLIED, number=1)
    await minute()
    person.down = True
    await record("Ropes", status=Status.APPLIED, number=2)
    await minute()
    person.down = False

    restarted = build_notifier(daemon.parts)
    clock.advance(MINUTE)
    await restarted.step()
    clock.advance(MINUTE)
    await restarted.step()

    assert [one["title"] for one in person.messages] == ["shelfhook: 1 book updated"] * 2
    assert "Ropes" in person.messages[1]["message"]
    assert "Chains" not in person.messages[1]["message"]


async def test_an_outage_of_the_service_loses_nothing(daemon, record, minute, person):
    """It is tried ever more rarely, and afterwards gets all in one message, with the number of what is left out."""
    person.down = True
    for number in range(1, 31):
        await record(f"Book {number}", status=Status.APPLIED, number=number)
        await minute()
    asked = person.asked
    person.down = False

    await minute(60)

    assert asked <= 6
    assert daemon.notifier.last_error is None
    assert len(person.messages) == 1
    assert person.messages[0]["title"] == "shelfhook: 30 books updated"
    assert "- and 22 more" in person.messages[0]["message"]


async def test_what_is_settled_before_it_is_reported_is_not_reported(daemon, record, minute, person):
    """A person who was quicker than the message gets none."""
    person.down = True
    made = await record("Knots", status=Status.NEEDS_PERSON, number=1, reason="which one?")
    await minute()
    await daemon.parts.store.downloads.update(made.id, status=Status.DISMISSED.value)
    person.down = False

    await minute(5)

    assert person.messages == []


async def test_what_comes_back_is_reported_again(daemon, record, minute, person):
    """A book that needs a person a second time is a second notice."""
    made = await record("Knots", status=Status.NEEDS_PERSON, number=1, reason="which one?")
    await minute()
    await daemon.parts.store.downloads.update(made.id, status=Status.FINISHED.value)
    await minute(3)
    await daemon.parts.store.downloads.update(made.id, status=Status.NEEDS_PERSON.value)
    await minute(3)

    assert len(person.messages) == 2
