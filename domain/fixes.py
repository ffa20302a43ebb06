"""What a fix says in several places."""

from typing import Final

RELOAD: Final = "run `shelfhook reload`"
"""Lets the daemon take changed settings; the command names those that need a restart."""
