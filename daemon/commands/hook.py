"""``shelfhook hook``: qBittorrent's line, seen, put in, tested and taken out."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from daemon.commands.at_once import at_once
from daemon.commands.desk import Desk, send
from daemon.commands.errors import report_errors
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, reply, safe
from daemon.hook.kinds import Kind
from domain.errors import ShelfhookError

app = Commands(help="The completion hook in qBittorrent: show, install, test or remove it.")

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Apply without asking.")]
OfKind = Annotated[
    Kind | None,
    typer.Option(
        "--kind",
        help="curl, or notify if shelfhook is installed beside qBittorrent: it saves completions while the daemon is down.",
    ),
]
_TORRENT: Final = (
    "This adds a private torrent without data to qBittorrent and removes it within 30 seconds. "
    "qBittorrent runs its completion program for it once."
)
_SECONDS: Final = 90
_LONGEST: Final = 5000
_WHERE: Final = "Options, Downloads, Run external program on torrent finished"


@app.callback(invoke_without_command=True)
def hook(context: typer.Context) -> None:
    """Show the hook's command, what qBittorrent runs now, and the difference; the same as `hook show`."""
    if context.invoked_subcommand is None:
        show()


@app.command()
@report_errors
def show(*, as_json: AsJson = False) -> None:
    """Show the hook's command, what qBittorrent runs now, and the difference."""
    plan = at_once(lambda desk: _shown(desk, as_json=as_json), command="hook show")
    if as_json:
        typer.echo(json.dumps(plan))
    elif plan is not None:
        typer.echo(f"qBittorrent: {_standing(plan)}")
        _difference(plan)


def _shown(desk: Desk, *, as_json: bool) -> Mapping[str, Any] | None:
    """Print the lines and return the plan; None, with the reason printed, when qBittorrent does not show its line."""
    if as_json:
        return _plan(desk)
    lines = desk.ask("/api/hook/lines")
    typer.echo("With curl:")
    typer.echo(f"  {lines['curl']}")
    typer.echo("Or, where shelfhook is installed beside qBittorrent:")
    typer.echo(f"  {lines['notify']}")
    typer.echo(f"They belong under {_WHERE}; `shelfhook hook install` puts one there.")
    try:
        return _plan(desk)
    except ShelfhookError as error:
        # The lines alone are worth something: they can be entered by hand.
        typer.echo(f"its current program is unknown: {error}")
        return None


@app.command()
@report_errors
def install(*, kind: OfKind = None, yes: Yes = False, as_json: AsJson = False) -> None:
    """Install the completion hook in qBittorrent, after asking; keeps any program already configured there."""
    query = "" if kind is None else f"?kind={kind.value}"
    plan = _change("hook install", f"/api/hook{query}", f"/api/hook/install{query}", yes=yes, quiet=as_json)
    done = "installed; test it with `shelfhook hook test`"
    nothing = "qBittorrent calls this shelfhook already; nothing to do"
    reply(plan, done if plan["changes"] else nothing, as_json=as_json)


@app.command()
@report_errors
def remove(*, yes: Yes = False, as_json: AsJson = False) -> None:
    """Remove the completion hook and restore the previous program."""
    plan = _change("hook remove", "/api/hook?removal=1", "/api/hook/remove", yes=yes, quiet=as_json)
    nothing = "qBittorrent does not call shelfhook; nothing to do"
    reply(plan, "removed" if plan["changes"] else nothing, as_json=as_json)


def _change(command: str, plan_at: str, do_at: str, *, yes: bool, quiet: bool) -> Mapping[str, Any]:
    """Show the change, ask, and make it; returns what was planned, which may be nothing.

    Raises:
        ShelfhookError: It cannot be changed from here.
    """
    plan: Mapping[str, Any] = at_once(lambda desk: desk.ask(plan_at, seconds=_SECONDS), command=command)
    if plan["refused"]:
        raise ShelfhookError(plan["refused"])
    if plan["changes"]:
        if not quiet:
            _difference(plan)
        _confirm(yes=yes)
        at_once(lambda desk: desk.send(do_at, {}, seconds=_SECONDS), command=command)
    return plan


def _plan(desk: Desk) -> Mapping[str, Any]:
    plan: Mapping[str, Any] = desk.ask("/api/hook", seconds=_SECONDS)
    return plan


@app.command("test")
@report_errors
def try_it(
    *,
    by_qbittorrent: Annotated[
        bool,
        typer.Option(
            "--torrent",
            help="Let qBittorrent itself run the hook, for a test torrent without data.",
        ),
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Test the hook: run its command on the daemon's machine, or with --torrent let qBittorrent run it."""
    if by_qbittorrent:
        typer.echo(_TORRENT, err=True)
        _confirm(yes=yes)
    by = "qbittorrent" if by_qbittorrent else "line"
    trial = send(f"/api/hook/test?by={by}", {}, seconds=_SECONDS)
    if as_json:
        typer.echo(json.dumps(trial))
    else:
        typer.echo(f"{'passed' if trial['passed'] else 'FAILED'}: {safe(trial['said'])}")
        if trial["passed"] and not by_qbittorrent:
            typer.echo("`shelfhook hook test --torrent` tests whether qBittorrent itself can run it")
    if not trial["passed"]:
        raise typer.Exit(1)


def _standing(plan: Mapping[str, Any]) -> str:
    match plan["standing"]:
        case "here" if plan["kept"]:
            return "it calls this shelfhook, and runs its own program too"
        case "here":
            return "it calls this shelfhook"
        case "outdated":
            return (
                "it calls this shelfhook by an older form of its command; `shelfhook hook install` renews it"
            )
        case "elsewhere":
            return "it calls a shelfhook at another address"
        case "by_hand":
            return "it runs a custom command that calls shelfhook"
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
        typer.echo(f"the existing program is kept and still runs: {safe(plan['kept'], longest=_LONGEST)}")
    if plan["aside"]:
        typer.echo(
            f"the disabled program returns with `shelfhook hook remove`: {safe(plan['aside'], longest=_LONGEST)}"
        )


def _confirm(*, yes: bool) -> None:
    if not yes:
        typer.confirm("Apply this change?", abort=True, err=True)
