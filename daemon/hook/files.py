"""The files of the state directory that lead to the daemon, by name."""

from typing import Final

HEADER_FILE: Final = "hook.hdr"
URL_FILE: Final = "hook.url"
SPOOL: Final = "spool"
