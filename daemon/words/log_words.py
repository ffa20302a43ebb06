"""The log's lines for a person."""

from structlog.typing import EventDict, WrappedLogger

from daemon.words.event_words import event_name


def in_a_line(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A line of the log with its event in words, and what that is about, in place of the event's key."""
    kind, _, about = line.get("event_key", "").partition(":")
    if not kind:
        return line
    shown = {name: value for name, value in line.items() if name not in {"event_key", "event_kind"}}
    return {**shown, "about": f"{event_name(kind, {})} {about}".rstrip()}
