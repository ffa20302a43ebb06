"""The way of a completion in the program, from the hook's call to its handler: few files, in the order that is documented."""

import asyncio
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from aiohttp import web

from daemon.dispatch.dispatcher import Dispatcher
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from store.queue.claims import Claim
from tests.fixtures.places import ROOT
from tests.fixtures.waiting import until

AT_MOST, AT_MOST_IN_ALL = 10, 12
HASH = "0123456789abcdef0123456789abcdef01234567"
EDGE = "daemon/http/api/webhook.py"
PACKAGES = {"daemon", "handlers", "store", "clients", "domain"}


class Way:
    """The files that a completion passes, in order.

    Those `in_all` are all of which a function runs in the daemon's loop; of these, `files` have one that takes or returns the
    hook's call, its event, or the claim of it. What every request passes before the hook's edge does not count.
    """

    def __init__(self) -> None:
        self.files: list[str] = []
        self.in_all: list[str] = []
        self.ended = False

    @contextmanager
    def followed(self, *, begins: str, ends: str) -> Iterator[None]:
        """From one function on until another one, both by the beginning of their names, like ``daemon/cli.py:main``."""
        earlier: set[FrameType] = set()
        state, self.ended = "before", False

        def note(frame: FrameType, happened: str, value: object) -> None:
            nonlocal state
            file = _ours(frame)
            if file is None or happened not in {"call", "return"}:
                return
            name = f"{file}:{frame.f_code.co_name}"
            if state == "before" and name.startswith(begins):
                state = "on the way"
            if name.startswith(ends):
                state, self.ended = "after", True
            if state == "before":
                earlier.add(frame)
            elif state == "on the way" and frame not in earlier:
                self._pass(file, carried=_carries(frame, happened, value))

        sys.setprofile(note)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _pass(self, file: str, *, carried: bool) -> None:
        if file not in self.in_all:
            self.in_all.append(file)
        if carried and file not in self.files:
            self.files.append(file)


def _ours(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in PACKAGES:
        return None
    return path.relative_to(ROOT).as_posix()


def _carries(frame: FrameType, happened: str, value: object) -> bool:
    code = frame.f_code
    taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    passed = [frame.f_locals.get(name) for name in taken] if happened == "call" else [value]
    flat = [one for some in passed for one in (some if isinstance(some, list | tuple) else [some])]
    return any(isinstance(one, web.BaseRequest | TorrentFinished | Claim) for one in flat)


async def _turn(dispatcher: Dispatcher, way: Way) -> None:
    """Let the dispatcher's own loop claim what is due, until its handler has answered."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.run())
        await until(lambda: way.ended)
        dispatcher.stop()
    dispatcher.stopping = False


async def _handle(_event: TorrentFinished, _event_id: int) -> Outcome:
    return Done()


@pytest.fixture
async def way(daemon, url, http, token) -> Way:
    """Of the second completion: with the first, what is read once has been read."""
    way = Way()
    daemon.dispatcher.routes = {"torrent.finished": _handle}
    for info_hash in (HASH[::-1], HASH):
        way = Way()
        with way.followed(begins=f"{EDGE}:finished", ends="daemon/http/api/operations.py:_answer"):
            async with http.post(
                f"{url}/webhooks/qbittorrent", headers=token, json={"hash": info_hash}
            ) as answer:
                assert answer.status == 202
        with way.followed(begins="daemon/dispatch/", ends="daemon/dispatch/settling.py"):
            await _turn(daemon.dispatcher, way)
    return way


async def test_it_passes_few_files(way):
    """So many have to be read to follow it, and so many to know all that happens to it."""
    assert way.files[0] == way.in_all[0] == EDGE
    assert len(way.files) <= AT_MOST
    assert len(way.in_all) <= AT_MOST_IN_ALL


async def test_the_documented_way_is_the_one_it_goes(way):
    """File by file, in its order; and the files beside it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    paragraph = text.partition("A completion is handed on by")[2].partition("\n\n")[0]
    documented, beside = (re.findall(r"`([\w/]+\.py)`", part) for part in paragraph.split("run too"))

    assert documented == way.files
    assert sorted(beside) == sorted({*way.in_all} - {*way.files})
