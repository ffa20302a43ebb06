"""What ``shelfhook doctor --json`` said."""

import json
from typing import Any


def read(said: str) -> dict[str, dict[str, Any]]:
    """The findings by name."""
    return {finding["name"]: finding for finding in json.loads(said.splitlines()[-1])}


def unwell(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The results by name that are not ok."""
    return {name: finding["result"] for name, finding in found.items() if finding["result"] != "ok"}
