"""How a command tells that it failed."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from daemon.settings_problems import EXIT_CONFIG, SettingsProblemsError
from domain.errors import BadInputError, ShelfhookError

P = ParamSpec("P")
T = TypeVar("T")


def told(command: Callable[P, T]) -> Callable[P, T]:
    """*command*, with our errors as sentences: status 78 for a wrong setting, 1 for the rest."""

    @functools.wraps(command)
    def telling(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except SettingsProblemsError as error:
            for problem in error.problems:
                typer.echo(f"shelfhook: {problem}", err=True)
            raise typer.Exit(EXIT_CONFIG) from error
        except BadInputError as error:
            typer.echo(f"shelfhook: {error}", err=True)
            raise typer.Exit(EXIT_CONFIG) from error
        except ShelfhookError as error:
            typer.echo(f"shelfhook: {error}", err=True)
            raise typer.Exit(1) from error

    return telling
