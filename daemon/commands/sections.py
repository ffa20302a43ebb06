"""The help of the whole program: its commands in sections, by what a person wants to do."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from typer.core import TyperGroup


class Section(StrEnum):
    """A heading above commands."""

    DAEMON = "The daemon"
    BOOKS = "Books"
    WORK = "Work"
    SERVICES = "qBittorrent and Audiobookshelf"
    STORE = "The store"


class Sectioned(TyperGroup):
    """Lists the commands below the section that each names (`rich_help_panel`), in the order of `Section`."""

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
