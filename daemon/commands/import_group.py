"""A group of commands that also takes a download's number in a command's place."""

from typing import Final

import typer

from daemon.commands.sections import Group
from daemon.commands.tables import safe

PLACE: Final = "now"
"""The command that a number is for."""


class ImportGroup(Group):
    """``shelfhook import 3`` and ``shelfhook import --all`` are `PLACE`; any other word is one of the commands."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the command's name before what belongs to it."""
        first = args[0] if args else ""
        if first not in {"", *self.commands, *self.get_help_option_names(ctx)}:
            if not first.startswith("-") and not (first.isascii() and first.isdigit()):
                known = ", ".join(sorted(name for name in self.commands if name != PLACE))
                ctx.fail(f"{safe(first)} is neither a download's number nor one of the commands {known}")
            args = [PLACE, *args]
        return super().parse_args(ctx, args)
