"""The time zone that due times are in."""

import io
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LOCALTIME: Final = Path("/etc/localtime")
_FOLDER: Final = "zoneinfo/"
# RFC 8536: a file without transitions, whose footer is the rule for all times; the header's counts are of one type and
# its four characters.
_EMPTY: Final = (
    struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
)


def machine_zone(environment: Mapping[str, str] = os.environ, localtime: Path = _LOCALTIME) -> ZoneInfo:
    """The machine's zone by `TZ`, else by /etc/localtime; UTC where neither is of use.

    Its ``key`` is the zone's name or, where it has none, the rule or the file that it was read from.
    """
    return _by_rule(environment) or _by_file(localtime) or ZoneInfo("UTC")


def doubt(environment: Mapping[str, str] = os.environ, localtime: Path = _LOCALTIME) -> str | None:
    """Why the machine's zone may not be the one that is meant; None where it is."""
    if environment.get("TZ") and _by_rule(environment) is None:
        return f"TZ names no time zone that is known here, so schedules are in {machine_zone(environment, localtime).key}"
    if os.path.lexists(localtime) and _by_file(localtime) is None:
        return f"{localtime} is no time zone, so schedules are in {machine_zone(environment, localtime).key}"
    return None


def zone(value: Any) -> Any:
    """The zone of this name, in whichever case; an empty name is the machine's.

    Raises:
        ValueError: The zone does not exist; the message is for the author.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return machine_zone()
    found = _known(value.strip())
    if found is None:
        raise ValueError("is not a time zone; write it like Europe/Berlin or UTC")
    return found


def _by_rule(environment: Mapping[str, str]) -> ZoneInfo | None:
    """The zone that `TZ` names: by its name, by its file, or by a rule like ``CET-1CEST,M3.5.0,M10.5.0/3``."""
    named = environment.get("TZ", "").strip().removeprefix(":")
    if named.startswith("/"):
        return _by_file(Path(named))
    return _known(named) or _read(_EMPTY + _EMPTY + f"\n{named}\n".encode(), named)


def _by_file(file: Path) -> ZoneInfo | None:
    """The zone of a file: by its place in the system's folder, so that it has a name, else by its content."""
    target = str(file.readlink()) if file.is_symlink() else str(file)
    named = _known(target.rpartition(_FOLDER)[2]) if _FOLDER in target else None
    try:
        return named or (_read(file.read_bytes(), str(file)) if file.is_file() else None)
    except OSError:
        return None


def _read(content: bytes, key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo.from_file(io.BytesIO(content), key=key) if key else None
    except (ValueError, struct.error):
        return None


def _known(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        same = next((one for one in available_timezones() if one.lower() == name.lower()), None)
        return None if same is None else ZoneInfo(same)
