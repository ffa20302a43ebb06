"""The command line."""

import asyncio
from typing import Annotated

import typer

from daemon.commands import cycles, demo, downloads, history, linking, look, mam, switches, workflow
from daemon.commands.errors import told

_LOGIN = (
    "MAM's rules allow programs only an API session: make one under Preferences, Security, and set MAM_ID; "
    "until then one login is made, and none after a refusal"
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Shows in Audiobookshelf who reads a book, how long it should be and whether it is abridged.",
)
app.add_typer(mam.app, name="mam")
downloads.app.command("link")(linking.link)
app.add_typer(downloads.app, name="downloads")


@app.command()
@told
def serve(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Log every step, as LOG_LEVEL=debug does.")] = False,
) -> None:
    """Run the daemon until SIGTERM."""
    import structlog

    from daemon import log
    from daemon.clock import SystemClock
    from daemon.settings_problems import load, misspelt
    from daemon.supervisor import serve as run

    settings = load()
    level = "debug" if debug else settings.log_level
    log.configure(level=level, form=settings.log_format, secrets=settings.secrets())
    for hint in misspelt():
        structlog.get_logger("shelfhook").warning("setting_misspelt", hint=hint)
    if settings.mam_id is None:
        structlog.get_logger("shelfhook").warning("login_in_place_of_a_session", hint=_LOGIN)
    asyncio.run(run(settings, SystemClock()))


@app.command()
def notify(
    torrent: Annotated[str, typer.Argument(metavar="HASH", help='qBittorrent\'s "%K"')],
    v1: Annotated[str, typer.Argument(help='qBittorrent\'s "%I"')] = "",
    v2: Annotated[str, typer.Argument(help='qBittorrent\'s "%J"')] = "",
) -> None:
    """Tell the daemon that a torrent finished; kept in a file while it is down."""
    from daemon.notify import main

    raise typer.Exit(main([torrent, v1, v2]))


app.command()(look.status)
app.command()(look.healthcheck)
app.command()(history.history)
app.command()(history.undo)
app.command()(look.hook)
app.command()(cycles.run)
app.command()(cycles.runs)
app.command()(workflow.workflow)
app.command()(switches.pause)
app.command()(switches.resume)
app.command()(demo.demo)
