"""Settings from files, as systemd's LoadCredential= and the secrets of containers give them."""

import os
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.text_files import UnreadableError, text_of

FOLDER: Final = "CREDENTIALS_DIRECTORY"

_BESIDE: Final = "credentials"
_PREFIX: Final = "shelfhook_"
"""With ``LoadCredential=shelfhook:FOLDER`` each file of the folder gets this before its name."""


def credential_files(environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """The files in the folder that CREDENTIALS_DIRECTORY names, by the setting that each is named after.

    Raises:
        SettingsProblemsError: The folder cannot be read.
    """
    if not (folder := environment.get(FOLDER)):
        return {}
    try:
        return {file.name.lower().removeprefix(_PREFIX): file for file in sorted(Path(folder).iterdir())}
    except OSError as error:
        problem = Problem(
            f"{FOLDER}: {folder} cannot be read ({error.strerror})",
            "name a folder that this user can read, or unset it",
        )
        raise SettingsProblemsError([problem]) from error


def for_the_service_alone(env_file: Path) -> Path | None:
    """The folder of credentials beside *env_file*, if the service reads it and this process does not.

    systemd hands them to the service (``LoadCredential=``); here, where there are none, they may well be set.
    """
    folder = env_file.resolve().parent / _BESIDE
    if os.environ.get(FOLDER) or not folder.is_dir():
        return None
    try:
        return folder if any(folder.iterdir()) else None
    except OSError:
        return folder


def credentials(settings: Container[str]) -> dict[str, str]:
    """The values of these files for *settings*, without the blanks around them.

    Raises:
        SettingsProblemsError: With each of them that cannot be read, or is no text.
    """
    found, problems = {}, []
    for name, file in credential_files().items():
        if name not in settings:
            continue
        try:
            found[name] = text_of(file).strip()
        except UnreadableError as error:
            problems.append(Problem(f"{name.upper()}: {error.what}", error.mend or ""))
    if problems:
        raise SettingsProblemsError(problems)
    return found
