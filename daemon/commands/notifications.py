"""Commands about messages to a person."""

import json

import typer

from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.moments import exact
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, plain, reply
from domain.fixes import RELOAD

app = Commands(no_args_is_help=True, help="Notifications: show or test them.")

_SECONDS = 90
"""As long as the slowest services may take, and a little."""


@app.command("show")
@report_errors
def show(*, as_json: AsJson = False) -> None:
    """Show the notification settings and whether messages arrive."""
    found = ask("/api/notifications")
    if as_json:
        typer.echo(json.dumps(found))
        return
    if not found["services"]:
        typer.echo(f"Notifications are off: set NOTIFY_URLS and {RELOAD}")
        return
    typer.echo(f"services: {found['services']}; notifies about: {plain(found['kinds'])}")
    last = exact(found["last_told"]) if found["last_told"] else "none yet"
    typer.echo(f"last message: {last}; {found['waiting']} waiting to be sent")
    if found["last_error"]:
        typer.echo(f"last error: {plain(found['last_error'])}")


@app.command("test")
@report_errors
def send_test(*, as_json: AsJson = False) -> None:
    """Send a test message."""
    reply(send("/api/notifications/test", {}, seconds=_SECONDS), "sent", as_json=as_json)
