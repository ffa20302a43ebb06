"""The form of a kept line: one JSON object of bounded size, its level and service first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

from domain.services import SERVICES

MOST_BYTES: Final = 4096
_CLIPPED: Final = (1000, 100, 0)
"""How much of each value is kept: as much as the whole line's size allows."""
_EVENT: Final = 400
_TRACES: Final = frozenset({"exception", "stack"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A kept line; `service` is the one that it is about, `values` all that it says besides."""

    number: int
    at: datetime
    level: str
    service: str | None
    event: str
    values: Mapping[str, Any]


def encoded(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """The text of a line, without its end."""
    event = {name: value for name, value in event.items() if not name.startswith("_")}
    head = {
        "level": event.pop("level", "info"),
        "service": _service(event),
        "at": event.pop("timestamp"),
        "event": _clipped(str(event.pop("event", "")), _EVENT),
    }
    for longest in _CLIPPED:
        values = {name: _short(name, value, longest) for name, value in event.items() if longest}
        text = json.dumps(head | {"values": values}, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode(errors="backslashreplace")) < MOST_BYTES:
            break
    return text


def decoded(number: int, line: bytes) -> LogLine | None:
    """The line in these bytes; None for one that was torn."""
    try:
        found = json.loads(line)
        return LogLine(
            number=number,
            at=datetime.fromisoformat(found["at"]),
            level=str(found["level"]),
            service=found["service"],
            event=str(found["event"]),
            values=dict(found["values"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _service(event: EventDict) -> str | None:
    return event.pop("service") if event.get("service") in SERVICES else None


def _short(name: str, value: Any, longest: int) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if name in _TRACES:  # its end says what happened
        return text if len(text) <= longest else "…" + text[-longest:]
    return _clipped(text, longest)


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
