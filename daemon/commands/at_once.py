"""Asks the daemon that runs; without one, a daemon in this process."""

from collections.abc import Callable
from typing import Any

from daemon.commands.desk import Desk, daemon_of
from daemon.config.sources import state_dir


def at_once(request: Callable[[Desk], Any], *, command: str, complete: bool = False) -> Any:
    """The answer of this state directory's daemon; without one, of a daemon in this process.

    Args:
        request: Asks it.
        command: The command's words, for a message.
        complete: Whether this needs all settings that a daemon needs.

    Raises:
        SettingsProblemsError: None runs, and the settings are wrong.
        ShelfhookError: See `daemon.commands.own_desk.opened`, or what *request* raises.
    """
    if (running := daemon_of(state_dir())) is not None:
        return request(running)
    from daemon.commands.own_desk import ask_own

    return ask_own(request, command=command, complete=complete)
