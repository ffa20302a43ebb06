"""``shelfhook demo``."""

from importlib.util import find_spec
from typing import Annotated

import typer


def demo(*, once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False) -> None:
    """Run a demo on this machine, with stand-ins for the services."""
    if find_spec("sandbox") is None:
        typer.echo(
            "shelfhook: the demo needs the package shelfhook-demo: install it, or run `make demo` in a clone",
            err=True,
        )
        raise typer.Exit(1)
    from daemon.commands.demo_story import run

    raise typer.Exit(run(once=once))
