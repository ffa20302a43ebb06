"""Commands about the metadata provider that Audiobookshelf may ask."""

import json
from typing import Annotated

import typer

from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson, safe

app = typer.Typer(
    no_args_is_help=True,
    help="The metadata provider for Audiobookshelf's Match dialog. Needs an administrator's ABS_TOKEN.",
)

Url = Annotated[
    str, typer.Option("--url", help="Where Audiobookshelf reaches the daemon, like http://shelfhook:8787.")
]


@app.command("install")
@report_errors
def install(*, url: Url = "") -> None:
    """Add the provider: it offers narrator, series, publisher and duration of your downloads."""
    from daemon.commands import match_dialog

    match_dialog.install(url)


@app.command("show")
@report_errors
def show(*, as_json: AsJson = False) -> None:
    """Show whether it is installed, and the values to enter by hand."""
    from daemon.commands import match_dialog

    found, address = match_dialog.present()
    if as_json:
        shown = [{"id": one.id, "name": one.name, "url": one.url} for one in found]
        typer.echo(json.dumps({"installed": shown, "url": address}))
        return
    for one in found:
        typer.echo(f"installed: {safe(one.name)} at {safe(one.url)}")
    if not found:
        typer.echo(f"not installed; `shelfhook provider install` adds it with the address {address}")


@app.command("remove")
@report_errors
def remove() -> None:
    """Remove it from Audiobookshelf."""
    from daemon.commands import match_dialog

    number = match_dialog.remove()
    typer.echo("removed" if number else "it was not installed")
