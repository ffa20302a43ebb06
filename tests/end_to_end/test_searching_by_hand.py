"""``shelfhook mam search``, as a program of its own."""

import asyncio
import json
from typing import Any

from daemon_process import Process


async def search(daemon: Process, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    ended = await asyncio.to_thread(daemon.command, "mam", "search", "--json", *arguments)
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr


async def test_it_asks_the_site_and_ranks(stage, make_process):
    """The best match comes first, and the session goes on rotating over two calls."""
    daemon = make_process(stage)
    asked = ("--title", "Project Hail Mary", "--author", "Andy Weir")

    first = await search(daemon, *asked)
    second = await search(daemon, *asked)

    status, rows, _ = second
    assert first[:2] == (status, rows)
    assert status == 0
    assert rows[0]["verdict"] == "match"
    assert rows[0]["torrent_id"] in {9000401, 9000402}
    assert stage.mam.violations == []


async def test_beside_a_daemon_it_asks_through_it(stage, make_process):
    """A session has one user: the daemon that runs searches, in its own pace, and the rows are the same."""
    daemon = make_process(stage)
    asked = ("--title", "Project Hail Mary", "--author", "Andy Weir")
    alone = await search(daemon, *asked)
    await daemon.start()

    beside = await search(daemon, *asked)

    assert beside == alone
    assert beside[0] == 0
    assert beside[1][0]["verdict"] == "match"
    assert stage.mam.violations == []
