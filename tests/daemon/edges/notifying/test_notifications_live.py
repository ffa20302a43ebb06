"""A daemon that really runs says what it finds in its store."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from aiohttp import web

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.facts import Status
from domain.recording import Recording
from tests.fixtures.stores import ready_state

SECRET = "a-password-in-an-address"


@pytest.fixture
async def receiver():
    """The first message, and the port to send it to."""
    first = asyncio.get_running_loop().create_future()

    async def take(request):
        body = await request.json()
        if not first.done():
            first.set_result(body)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield first, runner.addresses[0][1]
    await runner.cleanup()


async def test_a_running_daemon_notifies(receiver, clock, tmp_path):
    """At its start already, with the address of its own page; the debug log shows nothing of the service's."""
    first, port = receiver
    settings = Settings(mam_id="unused", state_dir=ready_state(tmp_path), listen="127.0.0.1:0")
    async with build(settings, clock) as daemon:
        await daemon.parts.store.downloads.create(
            Recording(torrent_id=1, title="Chains"),
            hashes=("a" * 40, None, None),
            found_by="test",
            status=Status.NEEDS_PERSON,
            now=clock.now(),
        )
    nobody = "http://127.0.0.1:9"
    environment = os.environ | {
        "STATE_DIR": str(tmp_path),
        "LISTEN": "127.0.0.1:0",
        "MAM_ID": "a-session-that-nobody-takes",
        "MAM_URL": nobody,
        "ABS_URL": nobody,
        "ABS_TOKEN": "a-key-that-nobody-takes",
        "QBITTORRENT_URL": nobody,
        "NOTIFY_URLS": f"json://person:{SECRET}@127.0.0.1:{port}/",
    }

    program = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("shelfhook"),
        "serve",
        "--debug",
        env=environment,
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            message = await first
    finally:
        program.terminate()
        _, log = await program.communicate()

    assert message["title"] == "shelfhook: 1 needs you"
    page = (tmp_path / "hook.url").read_text().removesuffix("/webhooks/qbittorrent\n")
    assert f"{page}/downloads/1" in message["message"]
    assert program.returncode == 0
    assert SECRET not in log.decode()
