"""The service that this program was installed for, where it was."""

import os
import sys
from pathlib import Path
from typing import Final

SERVICE_ENV_FILE: Final = Path(sys.prefix) / ".env"
"""In the program's own environment `make install` and the package leave a link to the service's settings."""


def settings_file() -> Path:
    """The current folder's settings; without any, the service's, for users who may read them."""
    here = Path(".env")
    if not os.path.lexists(here) and os.access(SERVICE_ENV_FILE, os.R_OK):
        return SERVICE_ENV_FILE.resolve()
    return here


def start_command(env_file: Path) -> str:
    """The command that starts the daemon with these settings."""
    is_service = SERVICE_ENV_FILE.is_symlink() and env_file.resolve() == SERVICE_ENV_FILE.resolve()
    return "sudo systemctl start shelfhook" if is_service else "shelfhook serve"


def way_to_the_daemon(env_file: Path) -> str:
    """The fix when no daemon answers: start it, or ask the service as a user who may."""
    is_closed = SERVICE_ENV_FILE.exists() and not os.access(SERVICE_ENV_FILE, os.R_OK)
    if is_closed and not env_file.exists():
        return "if the service is meant, whose settings are closed to this user, run this with sudo"
    return f"start it with `{start_command(env_file)}`"
