"""Commands that turn something off and on again."""

from enum import StrEnum
from typing import Annotated

import typer

from daemon.commands.desk import tell
from daemon.commands.errors import told
from daemon.commands.tables import safe
from daemon.config.problems import load


class Switch(StrEnum):
    """What can be paused."""

    ACQUISITION = "acquisition"


Which = Annotated[Switch, typer.Argument(help="What to pause or resume.")]


@told
def pause(
    what: Which, *, reason: Annotated[str, typer.Option(help="Shown wherever something waits for it.")] = ""
) -> None:
    """Stop searching and downloading at once, until it is resumed."""
    state = tell(load(complete=False).state_dir, f"/api/{what}/pause", {"reason": reason})
    typer.echo(safe(state["closed"]))


@told
def resume(what: Which) -> None:
    """Let it go on."""
    state = tell(load(complete=False).state_dir, f"/api/{what}/resume", {})
    typer.echo(safe(state["closed"]) if state["closed"] else f"{what} goes on ({state['mode']})")
