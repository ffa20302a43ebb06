"""The program's commands: in sections by what a person wants to do, and quick to start."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, Final, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

_Function = TypeVar("_Function", bound=Callable[..., Any])

CONFIG: Final = (
    "--config FILE",
    "The settings file, also behind a command. Else it is .env in this folder, or /etc/shelfhook/.env.",
)
"""Taken by `daemon.__main__` before any of these is loaded."""


class Section(StrEnum):
    """A heading above commands."""

    DAEMON = "The daemon"
    BOOKS = "Books"
    WORK = "Work"
    SERVICES = "qBittorrent and Audiobookshelf"
    STORE = "The store"


def _settled(parameters: list[Any]) -> list[Any]:
    """Flags that say no where they are not given: to read nothing as one typer loads pydantic, for 90 ms."""
    for one in parameters:
        if getattr(one, "is_flag", False) and one.default is None:
            one.default = False
    return parameters


_WHOLE: Final = 200
"""In characters: no first sentence of a command is longer, so none is cut off in a list."""


class Command(TyperCommand):
    """One command."""

    def get_short_help_str(self, limit: int = _WHOLE) -> str:
        """Its first sentence, in more lines where it does not fit into one."""
        return super().get_short_help_str(max(limit, _WHOLE))

    def get_params(self, ctx: Any) -> list[Any]:
        """Its arguments and options."""
        return _settled(super().get_params(ctx))

    def make_context(self, *given: Any, **extra: Any) -> Any:
        """What a person typed, read; what is wrong with it is said in our words and not in pydantic's."""
        try:
            return super().make_context(*given, **extra)
        except typer.BadParameter as error:
            if (found := getattr(error.__cause__, "errors", None)) is not None:
                from domain.validation import own_words

                error.message = own_words(found()[0])
            raise


class Group(TyperGroup):
    """Several commands below one name."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options."""
        return _settled(super().get_params(ctx))


class Commands(typer.Typer):
    """Where commands are registered, as `Command` and `Group`."""

    def __init__(self, *, cls: type[TyperGroup] = Group, **more: Any) -> None:
        super().__init__(cls=cls, **more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[_Function], _Function]:
        """Register a command by its function."""
        registered: Callable[[_Function], _Function] = super().command(name, **({"cls": Command} | more))
        return registered


class Sectioned(Group):
    """Lists the commands below the section that each names (`rich_help_panel`), in the order of `Section`."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, with the one that is taken before, and the commands."""
        records = [one.get_help_record(ctx) for one in self.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([*filter(None, records), CONFIG])
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the sections; without a terminal's drawing, which takes as long as all the rest."""
        listed = list(self._listed(ctx))
        longest = max((len(name) for _, name, _ in listed), default=0)
        for section in Section:
            rows = [(name.ljust(longest), command) for where, name, command in listed if where == section]
            limit = formatter.width - longest - 6
            if rows:
                with formatter.section(section.value):
                    formatter.write_dl([(name, one.get_short_help_str(limit)) for name, one in rows])

    def _listed(self, ctx: Any) -> Iterator[tuple[str, str, Any]]:
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield command.rich_help_panel, name, command
