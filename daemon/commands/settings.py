"""Commands about the settings: see them with their sources, change those of the page, and have all read again."""

import difflib
import sys
import textwrap
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

import typer

from daemon.clock import SystemClock
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, reply, safe, table, width
from daemon.config.guide import defaults, holds_nothing
from daemon.config.invalid import Problem, SettingsProblemsError
from domain.clock import Clock
from domain.errors import NotFoundError, UnavailableError

_FROM_SYSTEMD: Final = "/run/credentials/"
"""Where the service's credentials are, as they were at its start."""

_RELOADS_WITHIN: Final = timedelta(seconds=60)
"""Work in hand may end first."""

_LOOKS_EVERY: Final = timedelta(seconds=0.2)

app = Commands(no_args_is_help=True, help="Settings: list, show, set or unset them.")


def _called(typed: str) -> dict[str, Any]:
    """The setting of this name, as the daemon has it.

    Raises:
        NotFoundError: No setting is called so.
    """
    names: dict[str, dict[str, Any]] = {one["name"]: one for one in ask("/api/settings")["settings"]}
    meant = typed.strip().upper().replace("-", "_")
    if meant in names:
        return names[meant]
    near = difflib.get_close_matches(meant, names, n=1)
    hint = f"did you mean {near[0]}?" if near else "`shelfhook settings list` lists them"
    raise NotFoundError(f"there is no setting '{safe(typed)}'; {hint}")


SettingName = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="A setting's name, like ABS_URL.",
        autocompletion=lambda: [name.upper() for name in defaults()],
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """The settings that the daemon has taken, and those that count from its next start.

    `of_the_start` are those that systemd hands over at a start alone: a change of them is not known before.
    """

    taken: list[str]
    at_next_start: list[str]
    of_the_start: list[str]


@app.command("list")
@report_errors
def list_settings(*, as_json: AsJson = False) -> None:
    """List every setting with its value and its source; a secret's value is not shown."""
    found = ask("/api/settings")
    if as_json:
        reply(found, as_json=True)
        return
    table(
        ("Setting", "Value", "Source"),
        [(one["name"], _value(one), _source(one)) for one in found["settings"]],
        none="",
        shortened=("Value", "Source"),
    )


@app.command("show")
@report_errors
def show(name: SettingName, *, as_json: AsJson = False) -> None:
    """Show one setting: what it is, its value, its default and where it is set."""
    one = _called(name)
    lines = [
        f"{one['name']}: {_value(one)}",
        f"source: {_source(one)}",
        f"default: {'none' if holds_nothing(one['default']) else safe(one['default'])}",
        *([] if one["in_force"] else [f"not in force yet: it counts from the next {_from(one)}"]),
        *textwrap.wrap(one["help"], width() or 80),
        *(f"example: {one['name']}={safe(example)}" for example in one["examples"]),
    ]
    reply(one, *lines, as_json=as_json)


@app.command("set")
@report_errors
def set_setting(
    name: SettingName,
    value: Annotated[
        str | None,
        typer.Argument(metavar="VALUE", help="Its value; asked for without it, as suits a secret."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Set a setting as the page does: it is checked first, and counts at once."""
    one = _called(name)
    _change(one["name"], _asked(one) if value is None else value, as_json=as_json)


@app.command("unset")
@report_errors
def unset(name: SettingName, *, as_json: AsJson = False) -> None:
    """Remove a setting from those that the page or `set` has made."""
    _change(_called(name)["name"], None, as_json=as_json)


@report_errors
def reload(*, as_json: AsJson = False) -> None:
    """Let the daemon read its settings again, and say which it has taken."""
    import asyncio

    before = ask("/api/settings")["settings"]
    send("/api/settings/reload", {})
    after = asyncio.run(_once_reloaded(SystemClock()))
    if after["problems"]:
        raise SettingsProblemsError(Problem(one, "") for one in after["problems"])
    result = {
        "taken": sorted(_waiting(before) - _waiting(after["settings"])),
        "at_next_start": sorted(_waiting(after["settings"])),
        "of_the_start": [
            one["name"] for one in after["settings"] if (one["place"] or "").startswith(_FROM_SYSTEMD)
        ],
    }
    reply(result, *_reloaded(**result), as_json=as_json)


def _reloaded(taken: list[str], at_next_start: list[str], of_the_start: list[str]) -> list[str]:
    lines = [
        f"settings taken: {', '.join(taken)}" if taken else "settings read again: no other value is taken"
    ]
    if at_next_start:
        lines.append(f"from the next start counts: {', '.join(at_next_start)}")
    if of_the_start:
        lines.append(f"if you changed {', '.join(of_the_start)}: `sudo systemctl restart shelfhook` takes it")
    return lines


async def _once_reloaded(clock: Clock) -> dict[str, Any]:
    """The settings once the daemon works with them, or with the former ones.

    Raises:
        UnavailableError: It takes too long.
    """
    until = clock.monotonic() + _RELOADS_WITHIN.total_seconds()
    while clock.monotonic() < until:
        found: dict[str, Any] = ask("/api/settings")
        if not found["reloading"]:
            return found
        await clock.sleep(_LOOKS_EVERY)
    raise UnavailableError(f"the reload has not ended within {_RELOADS_WITHIN.seconds} s", service="daemon")


def _waiting(settings: list[dict[str, Any]]) -> set[str]:
    return {one["name"] for one in settings if not one["in_force"]}


def _asked(one: dict[str, Any]) -> str:
    """The value as a person types it, hidden where it is a secret; else a line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed: str = typer.prompt(one["name"], hide_input=one["kind"] == "secret", err=True)
    return typed


def _change(name: str, value: str | None, *, as_json: bool) -> None:
    saved = send("/api/settings", {"settings": {name: value}})
    if not saved["saved"]:
        line = f"{name} is as it was"
    else:
        when = "from the next start" if saved["at_next_start"] else "at once"
        line = f"{name} is {'removed' if value is None else 'saved'}; that counts {when}"
    reply(saved, line, as_json=as_json)


def _value(one: dict[str, Any]) -> str:
    if one["kind"] == "secret":
        return "set, not shown" if one["is_set"] else "not set"
    return safe(one["value"]) if one["is_set"] else "empty"


def _source(one: dict[str, Any]) -> str:
    later = "" if one["in_force"] else f"; not in force before the next {_from(one)}"
    return f"{safe(one['place'] or one['source'])}{later}"


def _from(one: dict[str, Any]) -> str:
    return "start" if one["at_start"] else "reload"
