"""Reading an answer keeps nothing else waiting, and is bounded whatever the answer holds."""

import asyncio
import json
import threading
from collections.abc import Iterable

import pytest

from clients._http import Answer
from clients.mam.allowance import MOST_BYTES, MOST_CHARS
from clients.mam.finding import Finder
from clients.mam.rows import read_search
from clients.mam.search import SearchQuery
from clients.mam.wire import Request
from domain.errors import UnexpectedAnswerError
from domain.extraction import ExtraFields


class WaitsForTheLoop(ExtraFields):
    """Patterns that are not done with a row before somebody else has worked."""

    def __init__(self) -> None:
        super().__init__({})
        self.worked = threading.Event()

    def read(self, texts: Iterable[str]) -> dict[str, str]:
        assert self.worked.wait(60), "nothing else got its turn while a row was read"
        return {"texts": str(len(list(texts)))}


def answer(*rows: dict[str, object]) -> Answer:
    body = json.dumps({"data": list(rows), "found": len(rows), "total": len(rows)}).encode()
    return Answer(status=200, path="/tor/js/loadSearchJSONbasic.php", headers={}, body=body, set_cookies=())


async def test_the_loop_goes_on_while_an_answer_is_read() -> None:
    """What waits for the loop is done before the row is."""

    async def ask(_request: Request) -> Answer:
        return answer({"id": 1, "title": "Salt", "tags": "MP3"})

    extra = WaitsForTheLoop()
    finder = Finder(ask, extra=extra)

    async with asyncio.TaskGroup() as tasks:
        search = tasks.create_task(finder.search(SearchQuery("salt")))
        await asyncio.to_thread(lambda: None)
        extra.worked.set()

    assert [found.extra for found in search.result().recordings] == [{"texts": "2"}]


def test_the_texts_of_an_answer_share_one_bound() -> None:
    """What is more is left out and named; the rest of such a row is read."""
    long = "A tale of salt. " * (MOST_CHARS // 160)
    rows = [
        {"id": number, "title": f"Salt {number}", "tags": "Unabridged", "description": long, "size": "1 MiB"}
        for number in range(1, 30)
    ]

    page = read_search(answer(*rows).body)

    told = [recording for recording in page.recordings if recording.description]
    assert sum(len(recording.description or "") for recording in told) <= MOST_CHARS
    assert len(page.recordings) == len(rows)
    assert all(recording.size_bytes and recording.abridged is False for recording in page.recordings)
    assert f"{page.recordings[-1].torrent_id}: description" in page.dropped


def test_a_body_that_no_page_has_is_refused() -> None:
    """Before it is decoded."""
    with pytest.raises(UnexpectedAnswerError, match="more than"):
        read_search(b" " * (MOST_BYTES + 1))
