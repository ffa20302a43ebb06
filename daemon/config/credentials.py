"""Settings from files, as systemd's LoadCredential= and the secrets of containers give them."""

import os
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

from domain.errors import BadInputError

FOLDER: Final = "CREDENTIALS_DIRECTORY"

_PREFIX: Final = "shelfhook_"
"""With ``LoadCredential=shelfhook:FOLDER`` each file of the folder gets this before its name."""


def credential_files(environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """The files in the folder that CREDENTIALS_DIRECTORY names, by the setting that each is named after.

    Raises:
        BadInputError: The folder cannot be read.
    """
    if not (folder := environment.get(FOLDER)):
        return {}
    try:
        return {file.name.lower().removeprefix(_PREFIX): file for file in sorted(Path(folder).iterdir())}
    except OSError as error:
        raise BadInputError(FOLDER, f"{folder} cannot be read ({error.strerror})") from error


def credentials(settings: Container[str]) -> dict[str, str]:
    """What these files say for *settings*, without the blanks around it.

    Raises:
        BadInputError: One of them cannot be read, or is no text.
    """
    return {name: _content(name, file) for name, file in credential_files().items() if name in settings}


def _content(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInputError(name.upper(), f"{file} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadInputError(name.upper(), f"{file} is empty") from error
