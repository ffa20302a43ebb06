"""Where settings come from: the environment wins over a credential, and that over .env.

Nothing heavy is imported, and only names and texts are known here: a command that asks the daemon needs nothing but
the state directory. What a text may be is `daemon.config.settings`'s.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from daemon.config.credentials import credentials
from daemon.config.env_file import assignments
from daemon.config.installation import settings_file

ENV_FILE: Final = settings_file()


def given(names: Collection[str], *, env_file: Path = ENV_FILE) -> dict[str, str]:
    """What is set, by the setting's name in lower case; a later source is read only for what is still missing.

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
    """The state directory that the settings name, without reading the others."""
    named = given(["state_dir"], env_file=env_file).get("state_dir")
    return default_state_dir() if named is None else Path(named)


def default_state_dir() -> Path:
    """Where the state lives unless it is set: systemd's choice, else the user's own state folder."""
    if systemd := os.environ.get("STATE_DIRECTORY"):
        return Path(systemd.partition(":")[0])
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "shelfhook"


def _environment(names: Collection[str]) -> dict[str, str]:
    return {name.lower(): value for name, value in os.environ.items() if name.lower() in names}


def _in_file(names: Collection[str], env_file: Path) -> dict[str, str]:
    return {low: one.value for one in assignments(env_file) if (low := one.name.lower()) in names}
