"""``shelfhook hook``: qBittorrent's line, seen, put in, tested and taken out."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from daemon.commands.errors import told
from daemon.commands.look import AsJson
from daemon.commands.tables import safe
from daemon.hook.line import Kind
from domain.errors import ShelfhookError

app = typer.Typer(help="qBittorrent's call on completion: show, install, test or remove it.")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
OfKind = Annotated[
    Kind | None,
    typer.Option(
        "--kind", help="curl, or notify where shelfhook is installed beside qBittorrent: it keeps notes."
    ),
]
_TORRENT: Final = (
    "A private torrent of nothing but padding is added to qBittorrent, and taken out again within 30 seconds. "
    "What qBittorrent runs on completion is run for it once."
)
_LONGEST: Final = 5000
_WHERE: Final = "Options, Downloads, Run external program on torrent finished"


@app.callback(invoke_without_command=True)
def hook(context: typer.Context) -> None:
    """Show the lines, what qBittorrent runs now, and the difference; the same as `hook show`."""
    if context.invoked_subcommand is None:
        show()


@app.command()
@told
def show(*, as_json: AsJson = False) -> None:
    """Show the lines, what qBittorrent runs now, and the difference."""
    from daemon.commands.hook_desk import desk

    asked = desk()
    if not as_json:
        typer.echo("With curl:")
        typer.echo(f"  {asked.lines['curl']}")
        typer.echo("Or, where shelfhook is installed beside qBittorrent:")
        typer.echo(f"  {asked.lines['notify']}")
        typer.echo(f"They belong under {_WHERE}; `shelfhook hook install` puts one there.")
    try:
        plan = asked.plan(None)
    except ShelfhookError as error:
        # The lines alone are worth something: they can be entered by hand.
        if as_json:
            raise
        typer.echo(f"what it runs now is not known: {error}")
        return
    if as_json:
        typer.echo(json.dumps(plan))
        return
    typer.echo(f"qBittorrent: {_standing(plan)}")
    _difference(plan)


@app.command()
@told
def install(*, kind: OfKind = None, yes: Yes = False) -> None:
    """Let qBittorrent tell this shelfhook of completions; a program that is there already stays and is run too."""
    from daemon.commands.hook_desk import desk

    asked = desk()
    plan = asked.plan(kind)
    if plan["refused"]:
        raise ShelfhookError(plan["refused"])
    if not plan["changes"]:
        typer.echo("qBittorrent calls this shelfhook already; nothing to do")
        return
    _difference(plan)
    _confirm(yes=yes)
    asked.install(kind)
    typer.echo("installed; `shelfhook hook test` tries it")


@app.command()
@told
def remove(*, yes: Yes = False) -> None:
    """Take the line out again; what was there before is there again."""
    from daemon.commands.hook_desk import desk

    asked = desk()
    plan = asked.removal()
    if plan["refused"]:
        raise ShelfhookError(plan["refused"])
    if not plan["changes"]:
        typer.echo("qBittorrent does not call shelfhook; nothing to do")
        return
    _difference(plan)
    _confirm(yes=yes)
    asked.remove()
    typer.echo("removed")


@app.command("test")
@told
def try_it(
    *,
    by_qbittorrent: Annotated[
        bool,
        typer.Option(
            "--torrent",
            help="Let qBittorrent itself run its line, for a test torrent without data that is taken out again.",
        ),
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Send a nonce through the hook: by its line, run where the daemon is, or with --torrent by qBittorrent itself."""
    from daemon.commands.hook_desk import desk

    asked = desk()
    if by_qbittorrent:
        typer.echo(_TORRENT, err=True)
        _confirm(yes=yes)
    trial = asked.test("qbittorrent" if by_qbittorrent else "line")
    if as_json:
        typer.echo(json.dumps(trial))
    else:
        typer.echo(f"{'passed' if trial['passed'] else 'FAILED'}: {safe(trial['said'])}")
        if trial["passed"] and not by_qbittorrent:
            typer.echo("whether qBittorrent itself can run it is shown by `shelfhook hook test --torrent`")
    if not trial["passed"]:
        raise typer.Exit(1)


def _standing(plan: Mapping[str, Any]) -> str:
    match plan["standing"]:
        case "here" if plan["kept"]:
            return "it calls this shelfhook, and runs its own program too"
        case "here":
            return "it calls this shelfhook"
        case "elsewhere":
            return "it calls a shelfhook at another place"
        case "by hand":
            return "it runs a line made by hand that calls shelfhook"
        case _:
            return "it does not call shelfhook"


def _difference(plan: Mapping[str, Any]) -> None:
    if plan["refused"]:
        typer.echo(f"  {safe(plan['now']['program'], longest=_LONGEST)}")
        typer.echo(plan["refused"])
        return
    if not plan["changes"]:
        return
    for sign, side in (("-", plan["now"]), ("+", plan["then"])):
        off = "" if side["enabled"] else " (turned off)"
        typer.echo(f"  {sign} {safe(side['program'], longest=_LONGEST) or 'nothing'}{off}")
    if plan["kept"]:
        typer.echo(
            f"the program that is there stays and runs as before: {safe(plan['kept'], longest=_LONGEST)}"
        )
    if plan["aside"]:
        typer.echo(
            f"a program that is turned off there returns with `shelfhook hook remove`: {safe(plan['aside'], longest=_LONGEST)}"
        )


def _confirm(*, yes: bool) -> None:
    if not yes:
        typer.confirm("Do it?", abort=True, err=True)
