"""The time zone that due times are in."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LOCALTIME: Final = Path("/etc/localtime")
_FOLDER: Final = "zoneinfo/"


def machine_zone(environment: Mapping[str, str] = os.environ, localtime: Path = _LOCALTIME) -> ZoneInfo:
    """The machine's zone by `TZ` or by what /etc/localtime points at; UTC where neither names one."""
    target = str(localtime.readlink()) if localtime.is_symlink() else ""
    for name in (environment.get("TZ", "").removeprefix(":"), target.rpartition(_FOLDER)[2]):
        if (zone := _known(name)) is not None:
            return zone
    return ZoneInfo("UTC")


def zone(value: Any) -> Any:
    """The zone of this name; an empty name is the machine's.

    Raises:
        ValueError: There is no such zone; in words for the one who wrote it.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return machine_zone()
    found = _known(value.strip())
    if found is None:
        raise ValueError("is not a time zone; write it like Europe/Berlin or UTC")
    return found


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
