"""Commands about the metadata provider that Audiobookshelf may ask."""

import json
import os
from typing import Annotated, Any, Final

import typer

from daemon.commands.at_once import at_once
from daemon.commands.errors import report_errors
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, reply, safe

app = Commands(
    no_args_is_help=True,
    help="The metadata provider for Audiobookshelf's Match dialog. Needs an administrator's ABS_TOKEN.",
)

Url = Annotated[
    str, typer.Option("--url", help="Where Audiobookshelf reaches the daemon, like http://shelfhook:8787.")
]

_SECONDS: Final = 90


@app.command("install")
@report_errors
def install(*, url: Url = "", as_json: AsJson = False) -> None:
    """Add the provider: it offers narrator, series, publisher and duration of your downloads."""
    made = _asked("install", url=url or None)
    works = f"it works: Audiobookshelf finds {safe(made['title'])} by {safe(made['author'])}"
    untested = "not tested: there is no downloaded book yet, or the daemon is not running"
    reply(
        made,
        f"provider {made['name']} {'is already' if made['already'] else 'added'} in Audiobookshelf: {made['url']}",
        untested if made["title"] is None else works,
        as_json=as_json,
    )


@app.command("show")
@report_errors
def show(*, as_json: AsJson = False) -> None:
    """Show whether it is installed, and the values to enter by hand."""
    found = _asked("show")
    if as_json:
        typer.echo(json.dumps(found))
        return
    for one in found["installed"]:
        typer.echo(f"installed: {safe(one['name'])} at {safe(one['url'])}")
    if not found["installed"]:
        typer.echo(f"not installed; `shelfhook provider install` adds it with the address {found['url']}")


@app.command("remove")
@report_errors
def remove(*, as_json: AsJson = False) -> None:
    """Remove it from Audiobookshelf."""
    found = _asked("remove")
    reply(found, "removed" if found["installed"] else "it was not installed", as_json=as_json)


def _asked(what: str, **wish: str | None) -> Any:
    """The answer of the daemon, which has the key; ABS_TOKEN in this command's environment replaces that."""
    body = {name: value for name, value in wish.items() if value} | _key()
    return at_once(
        lambda desk: desk.send(f"/api/provider/{what}", body, seconds=_SECONDS), command=f"provider {what}"
    )


def _key() -> dict[str, str]:
    key = os.environ.get("ABS_TOKEN", "").strip()
    return {"key": key} if key else {}
