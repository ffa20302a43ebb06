"""The command line."""

from importlib.metadata import version
from typing import Annotated

import typer

from daemon.commands import (
    books,
    cycles,
    demo,
    doctor,
    downloads,
    events,
    history,
    hook,
    imports,
    mam,
    notifications,
    provider,
    services,
    status,
)
from daemon.commands import store as stores
from daemon.commands.workflow import command as workflow

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 120},
    rich_markup_mode=None,  # drawing boxes around the help takes as long as all the rest
    help="Fills in narrator, length and abridged flag in Audiobookshelf from MyAnonamouse.",
)
app.add_typer(mam.app, name="mam")
app.add_typer(downloads.app, name="downloads")
app.add_typer(events.app, name="events")
app.add_typer(hook.app, name="hook")
app.add_typer(imports.app, name="import")
app.add_typer(notifications.app, name="notifications")
app.add_typer(provider.app, name="provider")


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"shelfhook {version('shelfhook')}")
        raise typer.Exit


@app.callback()
def shelfhook(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


@app.command()
def serve(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Log every step, as LOG_LEVEL=debug does.")] = False,
    _setup: Annotated[
        bool, typer.Option("--setup", hidden=True, help="Of 0.1.0; a daemon without credentials stands by.")
    ] = False,
) -> None:
    """Run the daemon until SIGTERM."""
    from daemon.process.serving import main

    raise typer.Exit(main(debug=debug))


@app.command()
def notify(
    torrent: Annotated[str, typer.Argument(metavar="HASH", help='qBittorrent\'s "%K"')],
    v1: Annotated[str, typer.Argument(help='qBittorrent\'s "%I"')] = "",
    v2: Annotated[str, typer.Argument(help='qBittorrent\'s "%J"')] = "",
) -> None:
    """Report a finished torrent; saved to a file while the daemon is down."""
    from daemon.hook.notify import main

    raise typer.Exit(main([torrent, v1, v2]))


app.command()(doctor.doctor)
app.command()(status.status)
app.command()(status.healthcheck)
app.command()(services.retry)
app.command()(books.book)
app.command()(history.history)
app.command()(history.undo)
app.command()(cycles.run)
app.command()(cycles.runs)
app.command()(workflow.workflow)
app.command()(cycles.pause)
app.command()(cycles.resume)
app.add_typer(stores.app, name="store")
app.command()(stores.backup)
app.command()(stores.restore)
app.command()(demo.demo)
