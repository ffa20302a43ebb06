"""How a command reports its failure."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

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
            problems = error.problems if isinstance(error, SettingsProblemsError) else (error,)
            for one in problems:
                typer.echo(f"shelfhook: {safe(one, longest=None)}", err=True)
            raise typer.Exit(exit_status(error)) from error

    return reporting
