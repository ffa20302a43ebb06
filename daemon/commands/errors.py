"""How a command tells that it failed."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from daemon.commands.tables import safe
from daemon.config.invalid import EXIT_CONFIG, SettingsProblemsError
from domain.errors import BadInputError, DamagedStoreError, ShelfhookError

P = ParamSpec("P")
T = TypeVar("T")


def report_errors(command: Callable[P, T]) -> Callable[P, T]:
    """*command*, with our errors as sentences: status 78 for what only a person can mend, 1 for the rest.

    78 is what keeps systemd from starting the service again: a wrong setting, or a damaged store.
    """

    @functools.wraps(command)
    def reporting(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except SettingsProblemsError as error:
            for problem in error.problems:
                typer.echo(f"shelfhook: {safe(problem, longest=None)}", err=True)
            raise typer.Exit(EXIT_CONFIG) from error
        except ShelfhookError as error:
            raise _exit(error) from error

    return reporting


def _exit(error: Exception) -> typer.Exit:
    typer.echo(f"shelfhook: {safe(error, longest=None)}", err=True)
    return typer.Exit(EXIT_CONFIG if isinstance(error, BadInputError | DamagedStoreError) else 1)
