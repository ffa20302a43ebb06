"""Commands that decide on what waits."""

import json

import pytest

from domain.errors import PermanentError
from domain.events import TorrentFinished
from domain.facts import ChangeSource, Status
from domain.policy import FieldName
from domain.recording import Recording
from handlers.writing.write_fields import Reason

HASH = "a" * 40


@pytest.fixture
async def download(daemon, clock):
    """One that needs a person, whose event was given up."""

    async def refuse(_event, _event_id):
        raise PermanentError("it broke")

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": refuse}
    made = await daemon.parts.store.downloads.create(
        Recording(torrent_id=1, title="Chains"),
        hashes=(HASH, None, None),
        found_by="test",
        status=Status.NEEDS_PERSON,
        now=clock.now(),
    )
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=HASH), now=clock.now())
    await daemon.dispatcher.step()
    return made


async def test_a_download_is_taken_up_again(daemon, shelfhook, download):
    """It waits for no one any more, and its next step is due."""
    result = await shelfhook("downloads", "retry", "1")

    assert (result.exit_code, result.output) == (0, "download 1 is finished\n")
    assert (await daemon.parts.store.inbox.depth()).waiting == 1


async def test_a_download_is_left_alone(daemon, shelfhook, download):
    """Nothing waits for it, and a second time it is too late."""
    first = await shelfhook("downloads", "dismiss", "1")
    second = await shelfhook("downloads", "dismiss", "1")

    assert (first.exit_code, first.output) == (0, "download 1 is dismissed\n")
    assert (second.exit_code, second.stderr) == (
        1,
        "shelfhook: download 1 is dismissed: it does not need you\n",
    )


async def test_events_are_seen_and_decided_on(shelfhook, download):
    """What was given up is listed with its reason, and looked at again."""
    listed = await shelfhook("events", "list")
    shown = json.loads((await shelfhook("events", "show", "1", "--json")).output)
    again = await shelfhook("events", "retry", "1")
    left = await shelfhook("events", "dismiss", "2")

    assert "failed for good" in listed.output
    assert "it broke" in listed.output
    assert (shown["kind"], shown["about"]) == ("torrent.finished", HASH)
    assert again.output == "event 1 is retried\n"
    assert left.output == "event 2 is dismissed\n"


async def test_what_was_written_for_a_download_is_undone(shelfhook, book, write, download):
    """Every field goes back to what it was, and a second time there is nothing to do."""
    because = Reason(source=ChangeSource.MAM, event_id=1, download_id=1)
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"], FieldName.PUBLISHER: "Audible"}, because)

    first = await shelfhook("downloads", "undo", "1")
    second = await shelfhook("downloads", "undo", "1", "--json")

    assert first.exit_code == 0
    assert first.output.count("undone: put back to nothing") == 2
    assert (book.narrators, book.publisher) == ([], None)
    assert second.exit_code == 1
    assert [one["undone"] for one in json.loads(second.output)] == [False, False]


async def test_nothing_to_undo(shelfhook, download):
    """The command fails and says so."""
    result = await shelfhook("downloads", "undo", "1")

    assert (result.exit_code, result.stderr) == (
        1,
        "shelfhook: nothing was written for download 1\n",
    )


async def test_downloads_of_one_state(shelfhook, download):
    """Only those are listed, however many newer ones there are; an unknown state is reported with those there are."""
    waiting = await shelfhook("downloads", "list", "--state", "needs-person", "--json")
    applied = await shelfhook("downloads", "list", "--state", "applied", "--json")
    unknown = await shelfhook("downloads", "list", "--state", "sleeping")

    assert [one["id"] for one in json.loads(waiting.output)] == [1]
    assert json.loads(applied.output) == []
    assert unknown.exit_code == 1
    assert "needs-person" in unknown.stderr
