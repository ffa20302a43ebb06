"""A page of the documents, executed block by block by the person that it speaks to."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from tests.boot.world import World
from tests.fixtures.snippets import Snippet, snippets

EDITS: Final = "systemctl edit"


@dataclass(frozen=True, slots=True)
class Block:
    """What a person does with one block; *typed* is what goes into the editor that it opens."""

    snippet: Snippet
    typed: str = ""

    def __str__(self) -> str:
        """What a test is called by."""
        return re.sub(r"[^\w./]+", " ", self.snippet.text.splitlines()[0])[:50].strip()


def blocks(document: Path) -> list[Block]:
    """What is run of a document, in its order; a drop-in belongs to the editor that was opened before it."""
    run: list[Block] = []
    for snippet in snippets(document):
        if snippet.language == "ini":
            assert EDITS in run[-1].snippet.text, f"nothing opens an editor for {snippet}"
            run[-1] = Block(run[-1].snippet, snippet.text)
        elif snippet.language in {"sh", "crontab"}:
            run.append(Block(snippet))
    return run


class Play(Protocol):
    """Runs the block of a step, with what it leaves to the person.

    Args:
        given: What is entered at a line, by a part of the line.
        values: What stands in the person's place of something written.
        serving: Whether the person waits until the daemon answers, and then presses Ctrl-C.
    """

    async def __call__(
        self,
        *,
        given: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        serving: bool = False,
    ) -> str: ...


Step = Callable[[World, Play], Awaitable[None]]


class Steps(dict[str, Step]):
    """What a person has and does around a block, and what has happened afterwards; by the beginning of the block."""

    def before(self, begins: str) -> Callable[[Step], Step]:
        """The step of the block that begins so."""

        def note(step: Step) -> Step:
            self[begins] = step
            return step

        return note


@dataclass(frozen=True, slots=True)
class Player:
    """Plays one block in a world, as alice in her clone of the repository."""

    world: World
    block: Block

    async def __call__(
        self,
        *,
        given: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        serving: bool = False,
    ) -> str:
        """See `Play`."""
        script = self.block.snippet.text
        for written, ours in (values or {}).items():
            assert written in script, f"{written} does not stand in {self.block.snippet}"
            script = script.replace(written, ours)
        if self.block.snippet.language == "crontab":
            return "".join([await self._as_cron(line, serving=serving) for line in script.splitlines()])
        script = "\n".join(_with_input(line, given or {}) for line in script.splitlines())
        self.world.inside("/srv/block").write_text(f"{_HOME}\n{script}")
        run = "bash -eu /srv/block"
        if self.block.typed:
            self.world.inside("/srv/typed").write_text(self.block.typed)
            run = f"script --quiet --return --command '{run}' /dev/null"  # an editor wants a terminal
        return await self.world.run(_interrupted(run) if serving else run, user="alice", seconds=800)

    async def _as_cron(self, line: str, *, serving: bool) -> str:
        """Run what cron would run for a line of root's or alice's table."""
        if re.match(r"\w+=", line):
            return ""
        command = re.sub(r"^(@\w+|(\S+\s+){4}\S+)\s+", "", line).replace(r"\%", "%")
        user = "root" if "sudo" in command else "alice"
        path = "export PATH=/usr/bin:/bin:/home/alice/.local/bin"
        self.world.inside("/srv/block").write_text(f"{path}\n{command}")
        return await self.world.run(_interrupted("sh /srv/block") if serving else "sh /srv/block", user=user)


_HOME: Final = "export PATH=$HOME/.local/bin:$PATH; [ ! -d shelfhook ] || cd shelfhook"


def _with_input(line: str, given: Mapping[str, str]) -> str:
    for part, text in given.items():
        if part in line:
            return f"{{ {line}\n}} <<'ENTERED'\n{text}\nENTERED"
    return line


def _interrupted(command: str) -> str:
    """The command, ended by Ctrl-C once a daemon answers; one that ends before has failed."""
    return f"""set -m
{command} & job=$!
until curl -fs -o /dev/null http://127.0.0.1:8787/livez; do kill -0 $job; sleep 0.2; done
kill -INT -- -$job
wait $job || true"""
