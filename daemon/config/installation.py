"""The service that this program was installed for, where it was."""

import os
import sys
from pathlib import Path
from typing import Final

SERVICE_ENV_FILE: Final = Path(sys.prefix) / ".env"
"""In the program's own environment `make install` and the package leave a link to the service's settings."""


def settings_file() -> Path:
    """The settings of the current folder; where there are none those of the service, for who may read them."""
    here = Path(".env")
    if not os.path.lexists(here) and os.access(SERVICE_ENV_FILE, os.R_OK):
        return SERVICE_ENV_FILE.resolve()
    return here


def start_command(env_file: Path) -> str:
    """What starts the daemon of these settings."""
    is_service = SERVICE_ENV_FILE.is_symlink() and env_file.resolve() == SERVICE_ENV_FILE.resolve()
    return "sudo systemctl start shelfhook" if is_service else "shelfhook serve"
