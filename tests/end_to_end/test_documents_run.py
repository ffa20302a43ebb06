"""The commands of README and the documents, as written, beside a daemon in the stand-ins' world.

docs/operations.md and README's way to a service run on a booted machine: tests/boot.
"""

import asyncio
import os
import shlex
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from sandbox.catalogue import listing
from tests.fixtures.daemons import served
from tests.fixtures.places import ROOT
from tests.fixtures.snippets import documents, snippets

MACHINE: Final = "operations.md"


@dataclass(frozen=True)
class Entered:
    """What a person does at a line: types *given*, with *environment* set; *status* are the good ends."""

    given: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    status: tuple[int, ...] = (0,)


ENTERED: Final = {
    "make demo": Entered(environment=(("ARGS", "--once"),)),
    "make test": Entered(environment=(("ARGS", "-q tests/domain/test_isbn.py"), ("WORKERS", "1"))),
    "shelfhook hook install": Entered(given="y\n"),
    "shelfhook doctor": Entered(status=(0, 1)),  # 1: warnings, of a world that is small
}
BLOCKS: Final = [
    snippet
    for document in documents()
    for snippet in snippets(document)
    if snippet.language == "sh" and snippet.document != MACHINE and "sudo" not in snippet.text
]


async def run(line: str, environment: dict[str, str], folder: Path) -> tuple[int, str]:
    """How a line ends in a shell, and what it says."""
    entered = next((what for begins, what in ENTERED.items() if line.startswith(begins)), Entered())
    process = await asyncio.create_subprocess_exec(
        "bash", "-euc", line, cwd=folder, env=environment | dict(entered.environment),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate(entered.given.encode())
    return (0 if process.returncode in entered.status else process.returncode or 0), said.decode()


@pytest.fixture
async def shell(stage, make_process, tmp_path) -> Callable[[str], Awaitable[tuple[int, str]]]:
    """Runs lines of a daemon's user, in the folder of its settings; one book has finished."""

    async def message(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/", message)
    program = tmp_path / "bin" / "shelfhook"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-m", "daemon"])} "$@"\n')
    program.chmod(0o755)
    async with served(app) as person:
        daemon = make_process(stage, NOTIFY_URLS=person.replace("http:", "json:"))
        path = f"{program.parent}:{daemon.environment['PATH']}"
        await daemon.start()
        staged = stage.prepare(listing(9000401))
        await stage.finish(staged)
        stage.shelf.scan_library()
        await daemon.hook(staged.info_hash)
        await daemon.settled()
        yield lambda line: run(line, daemon.environment | {"PATH": path}, tmp_path)


async def test_the_commands_of_the_documents_run_as_written(shell):
    """Those for a running daemon, one after the other; each line ends well."""
    for block in BLOCKS:
        for line in block.text.splitlines() if "make " not in block.text else []:
            status, said = await shell(line)

            assert status == 0, f"{block}\n{line}\n{said}"


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "thorough", reason="tells a whole story: only in CI"
)
async def test_a_clone_is_tried_as_written():
    """`make demo` shows its story to the end; `make test` runs tests."""
    [block] = [block for block in BLOCKS if "make " in block.text]
    # What the `make` that runs these tests was given is not this person's.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    for line in block.text.splitlines():
        status, said = await run(line, environment, ROOT)

        assert status == 0, f"{line}\n{said}"
