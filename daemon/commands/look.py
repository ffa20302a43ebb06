"""Whether the daemon is there, and the option that all looking commands share."""

from typing import Annotated

import typer

from daemon.commands.desk import ask
from daemon.commands.errors import told
from daemon.config.problems import load

AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


@told
def healthcheck() -> None:
    """Exit with 0 when the daemon answers and its store works, else 1."""
    ask(load(complete=False).state_dir, "/health")
