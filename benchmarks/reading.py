"""What else waits while MAM's answers are read, how long a page takes, and what the worst texts cost."""

import asyncio
import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from benchmarks._rows import at_most
from clients._http import Answer
from clients.mam.finding import Finder
from clients.mam.rows import read_search
from clients.mam.search import SearchQuery
from clients.mam.wire import Request

PAUSE_LIMIT: Final = 50.0
PAGE_LIMIT: Final = 0.1
WORST_LIMIT: Final = 2.0

_ROWS: Final = 100
_ROUNDS: Final = 5
_PAGES: Final = 3
_MAM_PAUSE: Final = 2.0
"""Seconds between two requests."""
_TICK: Final = 0.002

_TAGS: Final = "126 kbps m4b with chapters, Release Date November 11, 2025, Listening Length 15 hours and 29 minutes, Unabridged"
_LINES: Final = "Title: The Salt Road<br>Author: Jo Doe<br>Read By: Ann Reed<br>Abridged: No<br>Total Duration: 15:29:31<br>Publisher: Tantor Audio</p><p>"
_TALE: Final = (
    "Every spring the salt caravans leave the coast, and every autumn fewer of them return. When her brother does not, "
    "Ada takes the road herself, with a mule that hates her and a map that is older than the kingdom. What she finds in the "
    "wells of the high desert was meant to stay there. In 1921 the first of the stations was built; of the people who kept "
    "it nobody spoke again. A novel about what is owed to the dead, by an author who has won two awards for her stories. "
) * 3

_WORST: Final = (
    "12 hrs ", "hour ", "one hour ", "1:", "1. ", "½", "2012-", "unabridged ", "abridged: ", "abridged.", "abridged/", "also available ",
    "other formats\n", "listeners ", "publisher: ", "(P) 2011 ", "時間", "10時間", "Durée ", "book 1 - ", "....", "<td>", "<", "[url=", "&#x41;", "x",
)  # fmt: skip
_MEGABYTE: Final = 1_000_000
_TEXT: Final = 20_000


def measure() -> list[dict[str, Any]]:
    """The longest pause of the loop, the time of a page (of five rounds the median), and of the dearest megabyte."""
    rounds = [asyncio.run(_aside()) for _ in range(_ROUNDS)]
    pause, seconds = (median(figures) for figures in zip(*rounds, strict=True))
    worst = max(_cost(body) for body in _worst_answers())
    return [
        at_most(
            f"reading: longest pause of the loop while pages of {_ROWS} rows are read",
            pause * 1000,
            PAUSE_LIMIT,
            "ms",
        ),
        at_most(
            f"reading: a page of {_ROWS} rows with descriptions, over MyAnonamouse's pause",
            seconds / _MAM_PAUSE,
            PAGE_LIMIT,
            "of 2 s",
        ),
        at_most("reading: the dearest of the worst answers with 1 MB of text", worst, WORST_LIMIT, "s"),
    ]


async def _aside() -> tuple[float, float]:
    """The longest pause of the loop while pages are read, and the processor time of one, in seconds."""
    body = _page()

    async def ask(_request: Request) -> Answer:
        return Answer(status=200, path="/", headers={}, body=body, set_cookies=())

    finder = Finder(ask, extra=None)
    await finder.search(SearchQuery("salt"))  # what is imported and compiled once
    async with asyncio.TaskGroup() as tasks:
        pauses = tasks.create_task(_pauses(stop := asyncio.Event()))
        started = time.process_time()
        for _ in range(_PAGES):
            await finder.search(SearchQuery("salt"))
        spent = (time.process_time() - started) / _PAGES
        stop.set()
    return pauses.result(), spent


async def _pauses(stop: asyncio.Event) -> float:
    longest = 0.0
    while not stop.is_set():
        started = time.perf_counter()
        await asyncio.sleep(_TICK)  # noqa: TID251 - the figure is of a bare loop
        longest = max(longest, time.perf_counter() - started - _TICK)
    return longest


def _page() -> bytes:
    rows = [
        {
            "id": number,
            "title": f"The Salt Road {number}",
            "tags": _TAGS,
            "description": f"<p>{_TALE}</p><p>{_LINES}{_TALE}</p>",
            "author_info": '{"1": "Jo Doe"}',
            "narrator_info": '{"2": "Ann Reed"}',
            "numfiles": 24,
            "size": "900 MiB",
            "filetype": "mp3",
        }
        for number in range(1, _ROWS + 1)
    ]
    return json.dumps({"data": rows, "found": _ROWS, "total": _ROWS, "perpage": _ROWS}).encode()


def _worst_answers() -> Iterator[bytes]:
    for piece in _WORST:
        text = piece * (_TEXT // len(piece))
        rows = [{"id": number, "description": text} for number in range(1, _MEGABYTE // _TEXT + 1)]
        yield json.dumps({"data": rows}).encode()


def _cost(body: bytes) -> float:
    started = time.process_time()
    read_search(body)
    return time.process_time() - started
