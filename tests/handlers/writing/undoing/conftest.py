"""A book whose fields shelfhook wrote, and the reasons it wrote them for."""

from datetime import timedelta

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import write_audio

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=3, run_id=2)


TAGS = {"album": "Chains", "composer": "T. Reader"}


NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}


@pytest.fixture
def book(shelf, books, clock):
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAGS)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


async def _only(changes) -> int:
    [change] = await changes.recent()
    return change.id
