"""How many files somebody reads who follows a hook to its handler."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from aiohttp import web

from daemon.dispatch.producer import Taken
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from store.queue.claims import Claim

ROOT: Final = Path(__file__).resolve().parents[3]
PRODUCT: Final = tuple(f"{ROOT / name}/" for name in ("daemon", "handlers", "store", "clients", "domain"))
MOST: Final = 12


class Passed:
    """The files whose functions are given the request, its event or the claim on it, while it is `on`.

    The way back to the caller does not count: whatever serves HTTP once the event is in the store.
    """

    def __init__(self) -> None:
        self.on = False
        self.files: list[str] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if not self.on or event != "call" or not code.co_filename.startswith(PRODUCT):
            return
        file = str(Path(code.co_filename).relative_to(ROOT))
        answering = file.startswith("daemon/http/") and any(one.startswith("store/") for one in self.files)
        if file not in self.files and not answering and any(map(_carries, _arguments(frame))):
            self.files.append(file)


def _arguments(frame: FrameType) -> list[Any]:
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return [frame.f_locals.get(name) for name in names]


def _carries(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_carries, value))
    return isinstance(value, web.Request | TorrentFinished | Claim | Taken)


@pytest.fixture
def passed() -> Iterator[Passed]:
    """Asked for before the daemon, it sees the daemon's threads, too."""
    watching = Passed()
    threading.setprofile(watching)
    sys.setprofile(watching)
    yield watching
    sys.setprofile(None)
    threading.setprofile(None)


async def test_a_hook_passes_few_files(passed, daemon, url, http, token):
    """At most twelve, from the webhook's route to the handler of its event."""
    handled = asyncio.Event()

    async def handle(_event: TorrentFinished, _event_id: int) -> Outcome:
        passed.on = False
        handled.set()
        return Done()

    daemon.dispatcher.routes = {"torrent.finished": handle}
    [route] = [one for one in daemon.app.router.routes() if one.resource.canonical == "/webhooks/qbittorrent"]
    webhook = route._handler

    async def enter(request: web.Request) -> web.StreamResponse:
        passed.on = True
        return await webhook(request)

    route._handler = enter
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(daemon.dispatcher.run())
        async with http.post(url + "/webhooks/qbittorrent", headers=token, data={"hash": "a" * 40}) as answer:
            assert answer.status == 202
        await handled.wait()
        daemon.dispatcher.stop()

    assert {"daemon/http/api/webhook.py", "store/queue/inbox.py", "daemon/dispatch/handling.py"} < {
        *passed.files
    }
    assert len(passed.files) <= MOST
