"""The program's start: ``shelfhook`` and ``python -m daemon``."""

import contextlib
import gc
import os
import shlex
import sys
from typing import Final, TextIO, cast

from daemon.config.installation import settings_file, without_config
from daemon.config.invalid import SettingsProblemsError, exit_status

_COMPLETED: Final = frozenset({"COMP_WORDS", "_TYPER_COMPLETE_ARGS"})
"""Where a shell that completes a line puts its words."""

_CURSOR: Final = "COMP_CWORD"
"""Where bash puts the number of the word that the cursor is in."""


def main() -> None:
    """Run the command line; frequent and long-running commands load only what they need."""
    try:
        sys.argv[1:] = without_config(sys.argv[1:])
        for name in _COMPLETED & os.environ.keys():
            _complete_without_config(name)
        settings_file()
    except SettingsProblemsError as error:
        sys.stderr.write(f"shelfhook: {error}\n")
        sys.exit(exit_status(error))
    _run()


def _complete_without_config(name: str) -> None:
    """Take the option out of the line that a shell completes; where it is being typed, there is nothing to take."""
    line = os.environ[name]
    with contextlib.suppress(ValueError, SettingsProblemsError):
        words = shlex.split(line)
        left = without_config(words)
        os.environ[name] = shlex.join(left) + (" " if line.endswith(" ") else "")
        if place := os.environ.get(_CURSOR):
            os.environ[_CURSOR] = str(int(place) - len(words) + len(left))


def _run() -> None:
    match sys.argv[1:]:
        case ["notify", *arguments]:
            from daemon.hook.notify import main as notify

            sys.exit(notify(arguments))
        case ["healthcheck"]:
            from daemon.commands.healthcheck import main as healthcheck

            sys.exit(healthcheck())
        case ["serve"] | ["serve", "--debug"] as arguments:
            gc.disable()  # what is loaded stays, and to walk through it while it grows takes a seventh of the start
            from daemon.process.serving import main as serve

            gc.freeze()
            gc.enable()
            sys.exit(serve(debug="--debug" in arguments))
    _command()


def _command() -> None:
    from daemon.cli import app
    from daemon.commands.output import Output, OutputError

    if (stream := sys.stdout) is None:
        app()  # which ends the program
    sys.stdout = cast("TextIO", output := Output(stream))
    try:
        app()
    except OutputError as error:
        output.give_up()
        sys.exit(f"shelfhook: {error}")


if __name__ == "__main__":
    main()
