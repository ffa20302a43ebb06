"""The phases as a user starts them, while a daemon runs."""

import asyncio
import json


async def test_the_daemon_is_asked(stage, make_process, state):
    """The command starts nothing beside the daemon: its run and its requests are the daemon's own."""
    process = make_process(stage, SEARCH_QUERIES='[["Andy Weir", "Artemis"]]')
    await process.start()

    ended = await asyncio.to_thread(process.command, "workflow", "--json")

    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert told[-1]["ok"]
    assert {run["kind"] for run in await process.get("/api/runs")} == {"search", "library-sync", "enrichment"}
    assert [record["title"] for record in await process.get("/api/downloads")] == ["Artemis"]
    assert stage.mam.most_in_flight() == 1
    assert stage.mam.violations == []
    assert (state / "hook.url").read_text().startswith(process.url)
