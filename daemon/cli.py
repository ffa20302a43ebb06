"""The command line."""

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
    settings,
    status,
)
from daemon.commands import store as stores
from daemon.commands.sections import Commands, Section, Sectioned
from daemon.commands.workflow import command as workflow

app = Commands(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=Sectioned,
    context_settings={"max_content_width": 120, "help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # drawing boxes around the help takes as long as all the rest
    help="Fills in narrator, length and abridged flag in Audiobookshelf from MyAnonamouse.",
)
app.add_typer(mam.app, name="mam", rich_help_panel=Section.WORK)
app.add_typer(
    downloads.app,
    name="downloads",
    rich_help_panel=Section.BOOKS,
    short_help="List, add, approve, decline, retry or undo downloads.",
)
app.add_typer(
    events.app,
    name="events",
    rich_help_panel=Section.WORK,
    short_help="List, retry or dismiss events in the queue.",
)
app.add_typer(
    hook.app,
    name="hook",
    rich_help_panel=Section.SERVICES,
    short_help="Show, install, test or remove qBittorrent's hook.",
)
app.add_typer(
    imports.app,
    name="import",
    rich_help_panel=Section.BOOKS,
    short_help="Put finished torrents into the library.",
)
app.add_typer(
    notifications.app,
    name="notifications",
    rich_help_panel=Section.SERVICES,
    short_help="Show or test notifications.",
)
app.add_typer(
    provider.app,
    name="provider",
    rich_help_panel=Section.SERVICES,
    short_help="Install, show or remove the Match dialog's provider.",
)


app.add_typer(
    settings.app,
    name="settings",
    rich_help_panel=Section.DAEMON,
    short_help="List settings with their sources, or change them.",
)


def _version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

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


@app.command(rich_help_panel=Section.DAEMON)
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


@app.command(rich_help_panel=Section.SERVICES, short_help="Report a finished torrent, as the hook does.")
def notify(
    torrent: Annotated[str, typer.Argument(metavar="HASH", help='qBittorrent\'s "%K"')],
    v1: Annotated[str, typer.Argument(help='qBittorrent\'s "%I"')] = "",
    v2: Annotated[str, typer.Argument(help='qBittorrent\'s "%J"')] = "",
) -> None:
    """Report a finished torrent; saved to a file while the daemon is down."""
    from daemon.hook.notify import main

    raise typer.Exit(main([torrent, v1, v2]))


app.command(rich_help_panel=Section.DAEMON, short_help="Check everything, and say how to fix what is wrong.")(
    doctor.doctor
)
app.command(
    rich_help_panel=Section.DAEMON, short_help="Show services, what needs you, results and what is next."
)(status.status)
app.command(rich_help_panel=Section.DAEMON, short_help="Let the daemon read its settings again.")(
    settings.reload
)
app.command(
    rich_help_panel=Section.DAEMON, short_help="Exit with 0 while the daemon answers and its store works."
)(status.healthcheck)
app.command(rich_help_panel=Section.SERVICES, short_help="Ask a service that refuses us once more.")(
    services.retry
)
app.command(
    rich_help_panel=Section.BOOKS, short_help="Show a book's fields: whose value each holds, and why."
)(books.book)
app.command(rich_help_panel=Section.BOOKS, short_help="List the changes in Audiobookshelf.")(history.history)
app.command(rich_help_panel=Section.BOOKS, short_help="Undo changes, except where someone has edited since.")(
    history.undo
)
app.command(rich_help_panel=Section.WORK)(cycles.run)
app.command(
    rich_help_panel=Section.WORK, short_help="List the newest runs, or show one with what it changed."
)(cycles.runs)
app.command(rich_help_panel=Section.WORK, short_help="Run all phases now.")(workflow.workflow)
app.command(rich_help_panel=Section.WORK)(cycles.pause)
app.command(rich_help_panel=Section.WORK)(cycles.resume)
app.add_typer(
    stores.app,
    name="store",
    rich_help_panel=Section.STORE,
    short_help="Copy the whole store into another one.",
)
app.command(
    rich_help_panel=Section.STORE, short_help="Copy the SQLite store to a file, also while it is used."
)(stores.backup)
app.command(rich_help_panel=Section.STORE, short_help="Put a backup in the place of the SQLite store.")(
    stores.restore
)
app.command(rich_help_panel=Section.DAEMON, short_help="Run a demo on this machine with stand-ins.")(
    demo.demo
)
