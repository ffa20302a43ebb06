"""The files that the pages load, from the daemon itself."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

PATH: Final = "/static/"
"""Where they are; anyone may read them, as the page that asks for the token needs its style."""

_FOLDER: Final = Path(__file__).parent / "static"
_SCRIPT: Final = "text/javascript"
KINDS: Final = {
    "style.css": "text/css",
    "live.js": _SCRIPT,
    "vendor/htmx.min.js": _SCRIPT,
    "vendor/idiomorph-ext.min.js": _SCRIPT,
    "icon.svg": "image/svg+xml",
}
"""Each with its media type."""


def address(name: str) -> str:
    """Where a page finds a file; it changes with the content."""
    return f"{PATH}{name}?{hashlib.sha256(content(name)).hexdigest()[:12]}"


@cache
def content(name: str) -> bytes:
    """What is in a file."""
    return (_FOLDER / name).read_bytes()
