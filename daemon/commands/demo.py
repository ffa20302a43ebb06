"""``shelfhook demo``."""

from typing import Annotated

import typer


def demo(*, once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False) -> None:
    """Show the whole story on this machine, with stand-ins for the services."""
    from daemon.commands.demo_story import run

    raise typer.Exit(run(once=once))
