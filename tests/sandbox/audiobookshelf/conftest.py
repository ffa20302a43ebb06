import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.audiobookshelf import SandboxAudiobookshelf
from sandbox.clock import FakeClock


@dataclass(frozen=True)
class Reply:
    """What came back; `body` is decoded where it is JSON."""

    status: int
    content_type: str | None
    body: Any


Ask = Callable[..., Awaitable[Reply]]


@pytest.fixture
async def ask(shelf: SandboxAudiobookshelf) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def call(method: str, path: str, *, token: str | None = None, **options: Any) -> Reply:
            headers = {"Authorization": f"Bearer {token or shelf.token}"} | options.pop("headers", {})
            async with session.request(method, shelf.url + path, headers=headers, **options) as response:
                text = await response.text()
                content_type = response.headers.get("Content-Type")
            decoded = json.loads(text) if (content_type or "").startswith("application/json") else text
            return Reply(response.status, content_type, decoded)

        yield call


@pytest.fixture
def watch(shelf: SandboxAudiobookshelf, clock: FakeClock) -> Callable[[float], None]:
    """Let so many seconds pass, the watcher looking each second."""

    def run(seconds: float) -> None:
        for _ in range(int(seconds)):
            clock.advance(timedelta(seconds=1))
            shelf.look_at_disk()

    return run
