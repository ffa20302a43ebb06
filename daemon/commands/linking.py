"""The command that joins a download to its library item."""

from typing import Annotated

import typer

from daemon.commands.desk import tell
from daemon.commands.errors import told
from daemon.commands.tables import safe
from daemon.config.problems import load


@told
def link(
    number: int,
    item: Annotated[str, typer.Argument(help="The id of a library item: its page's address ends with it.")],
) -> None:
    """Say which library item a download is; the candidates are in `downloads show`."""
    found = tell(load(complete=False).state_dir, f"/api/downloads/{number}/link", {"item": item})
    typer.echo(f"download {number} is {safe(found['title'])} ({safe(found['path'])}); its metadata follows")
