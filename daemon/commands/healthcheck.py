"""``shelfhook healthcheck`` without the command line's library: a container runs it every minute."""

import sys

from daemon.commands.desk import Desk
from daemon.config.invalid import exit_status
from daemon.config.sources import state_dir
from domain.errors import ShelfhookError
from domain.harmless import harmless


def main() -> int:
    """0 when the daemon answers and its store works; else 1, or 78 for a wrong setting, and why on standard error."""
    try:
        Desk.of(state_dir()).ask("/health")
    except ShelfhookError as error:
        sys.stderr.write(f"shelfhook: {harmless(str(error), longest=None)}\n")
        return exit_status(error)
    return 0
