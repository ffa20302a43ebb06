"""Where settings come from: the environment wins over a credential, and that over .env.

Nothing heavy is imported, and only names and texts are known here: a command that asks the daemon needs nothing but
the state directory. `daemon.config.settings` checks the texts.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from daemon.config.credentials import credentials
from daemon.config.env_file import assignments
from daemon.config.installation import SERVICE_STATE, is_of_the_service, settings_file
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.places import SYSTEMD_STATE, state_folder

ENV_FILE: Final = settings_file()


def given(names: Collection[str], *, env_file: Path = ENV_FILE) -> dict[str, str]:
    """The values by setting name in lower case; a later source is read only for missing ones.

    Args:
        names: The settings that are asked for.
        env_file: Read where it exists.

    Raises:
        SettingsProblemsError: *env_file* or a credential that is needed cannot be read.
    """
    found: dict[str, str] = {}
    for source in (_environment, credentials, lambda missing: _in_file(missing, env_file)):
        if missing := {name for name in names if name not in found}:
            found |= source(missing)
    return found


def state_dir(*, env_file: Path = ENV_FILE) -> Path:
    """The state directory that the settings name, without reading the others.

    Raises:
        SettingsProblemsError: The file with its name cannot be read, or is empty.
    """
    return _folder(given(["state_dir"], env_file=env_file).get("state_dir", ""), env_file)


def default_state_dir() -> Path:
    """Where the state lives unless it is set.

    Raises:
        SettingsProblemsError: This user has no place for it.
    """
    return _folder("", ENV_FILE)


def file_read() -> str | None:
    """The settings file that this process reads; None where there is none, and the environment alone counts."""
    return str(ENV_FILE.absolute()) if os.path.lexists(ENV_FILE) else None


def _folder(text: str, env_file: Path) -> Path:
    """STATE_DIR, or its default; systemd names the service's only to the service."""
    if not text.strip() and not os.environ.get(SYSTEMD_STATE) and is_of_the_service(env_file):
        return SERVICE_STATE
    try:
        return state_folder(text)
    except ValueError as error:
        raise SettingsProblemsError([Problem("STATE_DIR", str(error), "state_dir")]) from error


def _environment(names: Collection[str]) -> dict[str, str]:
    return {name.lower(): value for name, value in os.environ.items() if name.lower() in names}


def _in_file(names: Collection[str], env_file: Path) -> dict[str, str]:
    return {low: one.value for one in assignments(env_file) if (low := one.name.lower()) in names}
