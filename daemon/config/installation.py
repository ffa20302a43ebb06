"""Which file the settings come from: the one that was named, that of the current folder, or the installed service's."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from daemon.config.invalid import Problem, SettingsProblemsError

CONFIG_OPTION: Final = "--config"
CONFIG_VARIABLE: Final = "SHELFHOOK_CONFIG"
"""Names the file as the option does, for the processes that this one starts."""

SERVICE_STATE: Final = Path("/var/lib/shelfhook")
"""What the unit's StateDirectory= is for the service, which alone gets it from systemd."""

_OF_THE_SERVICE: Final = (Path(sys.prefix) / ".env", Path("/etc/shelfhook/.env"))
"""A link in the program's own environment, which `make install` and the package leave there, and the usual place."""


def without_config(arguments: Sequence[str]) -> list[str]:
    """The arguments without ``--config FILE``, which may stand before and behind a command; the file is remembered.

    Raises:
        SettingsProblemsError: No file is named, or one that is not there.
    """
    left: list[str] = []
    given = iter(arguments)
    for one in given:
        if one == "--":
            return [*left, one, *given]
        name, equals, file = one.partition("=")
        if name == CONFIG_OPTION:
            os.environ[CONFIG_VARIABLE] = str(_existing(CONFIG_OPTION, file if equals else next(given, "")))
        else:
            left.append(one)
    return left


def settings_file() -> Path:
    """The file that was named; else that of the current folder; else the service's, for users who may read it.

    Raises:
        SettingsProblemsError: The named one does not exist.
    """
    if named := os.environ.get(CONFIG_VARIABLE):
        return _existing(CONFIG_VARIABLE, named)
    here = Path(".env")
    if os.path.lexists(here):
        return here
    return next((file.resolve() for file in _OF_THE_SERVICE if os.access(file, os.R_OK)), here)


def is_of_the_service(env_file: Path) -> bool:
    """Whether these are the installed service's settings."""
    return any(os.access(file, os.F_OK) and file.resolve() == env_file.resolve() for file in _OF_THE_SERVICE)


def start_command(env_file: Path) -> str:
    """The command that starts the daemon with these settings."""
    return "sudo systemctl start shelfhook" if is_of_the_service(env_file) else "shelfhook serve"


def way_to_the_daemon(env_file: Path) -> str:
    """The fix when no daemon answers: start it, or ask the service as a user who may."""
    if (closed := closed_to_this_user(env_file)) is not None:
        return f"if the service is meant, {closed} is closed to this user: run this with sudo"
    return f"start it with `{start_command(env_file)}`"


def closed_to_this_user(env_file: Path) -> Path | None:
    """The installed service's settings, where this user may not read them and *env_file* does not exist."""
    closed = (file for file in _OF_THE_SERVICE if os.access(file, os.F_OK) and not os.access(file, os.R_OK))
    return None if env_file.exists() else next((file.resolve() for file in closed), None)


def _existing(what: str, named: str) -> Path:
    file = Path(named).absolute()
    if not named or not os.path.lexists(file):
        problem = f"{what}: {named} does not exist" if named else f"{what}: names no file"
        raise SettingsProblemsError([Problem(problem, "name a file with settings, like /etc/shelfhook/.env")])
    return file
