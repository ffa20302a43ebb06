"""How a command reports its failure."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from daemon.commands.desk import WrongFieldError
from daemon.commands.tables import safe
from daemon.config.invalid import SettingsProblemsError, exit_status
from domain.errors import ShelfhookError

P = ParamSpec("P")
T = TypeVar("T")


def report_errors(command: Callable[P, T]) -> Callable[P, T]:
    """*command*, with our errors as sentences: status 78 for what only a person can fix, 1 for the rest.

    78 stops systemd from starting the service again: a wrong setting, or a damaged store.
    """

    @functools.wraps(command)
    def reporting(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ShelfhookError as error:
            for one in _problems(error, command):
                typer.echo(f"shelfhook: {safe(one, longest=None)}", err=True)
            raise typer.Exit(exit_status(error)) from error

    return reporting


def _problems(error: ShelfhookError, command: Callable[..., Any]) -> Iterator[object]:
    if isinstance(error, SettingsProblemsError):
        yield from error.problems
    elif isinstance(error, WrongFieldError) and (typed := _typed_as(error.field, command)):
        yield f"{typed}: {error.problem}"
    else:
        yield error


def _typed_as(field: str, command: Callable[..., Any]) -> str | None:
    """A field of the API as the command's user types it, where an option or argument is called so, or annotated so."""
    for name, hint in get_type_hints(command, include_extras=True).items():
        about = getattr(hint, "__metadata__", ())
        for info in about if name == field or field in about else ():
            if isinstance(info, ArgumentInfo):
                return (info.metavar or name.upper()).strip("[]….")
            if isinstance(info, OptionInfo):
                names = (given for given in info.param_decls or () if given.startswith("--"))
                return next(names, f"--{name.replace('_', '-')}")
    return None
