"""The phases as a user starts them, while a daemon runs."""

import asyncio
import json
import sys


async def test_the_daemon_is_asked(stage, make_process, state):
    """The command starts nothing beside the daemon: its run and its requests are the daemon's own."""
    process = make_process(stage, SEARCH_QUERIES='[["Andy Weir", "Artemis"]]')
    await process.start()

    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "daemon", "workflow", "--json"),
        env=process.environment,
        cwd=process.log.parent,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await command.communicate()

    told = [json.loads(line) for line in output.decode().splitlines()]
    assert command.returncode == 0
    assert told[-1]["ok"]
    assert {run["kind"] for run in await process.get("/api/runs")} == {"search", "library-sync", "enrichment"}
    assert [record["title"] for record in await process.get("/api/downloads")] == ["Artemis"]
    assert stage.mam.most_in_flight() == 1
    assert stage.mam.violations == []
    assert (state / "hook.url").read_text().startswith(process.url)
