"""Commands about the metadata provider that Audiobookshelf may ask."""

import json
from typing import Annotated

import typer

from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson, safe

app = typer.Typer(
    no_args_is_help=True,
    help="Our records in Audiobookshelf's Match dialog. Takes ABS_TOKEN of an administrator.",
)

Url = Annotated[
    str, typer.Option("--url", help="Where Audiobookshelf reaches the daemon, like http://shelfhook:8787.")
]


@app.command("install")
@report_errors
def install(*, url: Url = "") -> None:
    """Let Audiobookshelf offer narrator, series, publisher and duration of what was downloaded."""
    from daemon.commands import match_dialog

    match_dialog.install(url)


@app.command("show")
@report_errors
def show(*, as_json: AsJson = False) -> None:
    """Whether it is installed, and what Audiobookshelf is to be told by hand."""
    from daemon.commands import match_dialog

    found, address = match_dialog.present()
    if as_json:
        shown = [{"id": one.id, "name": one.name, "url": one.url} for one in found]
        typer.echo(json.dumps({"installed": shown, "url": address}))
        return
    for one in found:
        typer.echo(f"installed: {safe(one.name)} at {safe(one.url)}")
    if not found:
        typer.echo(f"not installed; `shelfhook provider install` lets Audiobookshelf ask {address}")


@app.command("remove")
@report_errors
def remove() -> None:
    """Take it out of Audiobookshelf."""
    from daemon.commands import match_dialog

    number = match_dialog.remove()
    typer.echo("removed" if number else "it was not installed")
