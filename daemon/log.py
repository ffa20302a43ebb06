"""Logs: structured, on standard error, and without secrets."""

import logging
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, Literal
from urllib.parse import quote, unquote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from domain.harmless import harmless

KEPT: Final = "kept"
"""The name of a handler that `configure` leaves where it is."""

_SHORTEST_SECRET: Final = 6
_MASK: Final = "•••"
_TRACES: Final = frozenset({"exception", "stack"})

# Their lines contain addresses with queries, and headers; our own lines report the results.
_SILENT: Final = ("urllib3", "requests", "charset_normalizer", "MARKDOWN")
_NOISY: Final = ("qbittorrentapi", "asyncio", "alembic")


class Redactor:
    """Replaces known secrets anywhere in a log line."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}
        self._forms: list[str] = []

    def learn(self, owner: str, secrets: Iterable[str]) -> None:
        """Mask these from now on, in place of the owner's former ones.

        Ones shorter than 6 characters are left alone: masking them would blacken ordinary words.
        """
        known = frozenset(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)
        if known == self._known.get(owner):
            return
        self._known[owner] = known
        everybodys = frozenset[str]().union(*self._known.values())
        # In an address, or in the repr of an error, it has another form.
        forms = {
            form for one in everybodys for form in (one, quote(one, safe=""), unquote(one), repr(one)[1:-1])
        }
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Mask the values of one line, as structlog's processors do."""
        return {key: self._masked(value) for key, value in event.items()}

    def _masked(self, value: Any) -> Any:
        match value:
            case str():
                for secret in self._forms:
                    value = value.replace(secret, _MASK)
                return value
            case dict():
                return {self._masked(key): self._masked(one) for key, one in value.items()}
            case list() | tuple():
                return [self._masked(one) for one in value]
            case int() | float() | bool() | None:
                return value
        return self._masked(str(value))


_HIDDEN: Final = Redactor()


def hide(owner: str, secrets: Iterable[str]) -> None:
    """Mask these in every line from now on, in place of the same owner's former ones."""
    _HIDDEN.learn(owner, secrets)


def is_json(form: Literal["auto", "json", "console"]) -> bool:
    """Whether a line is a JSON object: ``auto`` is that, except on a terminal."""
    return form == "json" or (form == "auto" and not sys.stderr.isatty())


def configure(
    *,
    level: str = "info",
    form: Literal["auto", "json", "console"] = "auto",
    secrets: Iterable[str] | None = (),
    zone: tzinfo = UTC,
    words: Processor | None = None,
) -> None:
    """Send all logs, also those of libraries, to standard error.

    Args:
        level: The least serious level shown.
        form: See `is_json`.
        secrets: Values to mask, besides those of `hide`; None masks nothing at all.
        zone: Of the times on a terminal; elsewhere they are in UTC.
        words: Puts words in place of slugs in a line for a terminal.
    """
    as_json = is_json(form)
    hide("settings", secrets or ())
    shared = _shared(masked=secrets is not None)
    rendered: list[Processor] = (
        [structlog.processors.JSONRenderer()]
        if as_json
        else [*([] if words is None else [words]), _in(zone), for_a_terminal, structlog.dev.ConsoleRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, rendered))
    kept = [one for one in logging.getLogger().handlers if one.get_name() == KEPT]
    logging.basicConfig(handlers=[handler, *kept], level=level.upper(), force=True)
    _quieten()


def formatter(last: Processor) -> logging.Formatter:
    """Makes each line by *last*, with the values that all lines have, and without secrets."""
    return _formatter(_shared(masked=True), [last])


def _formatter(before: Sequence[Processor], rendered: Sequence[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=["service"]), *before],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
    )


def _shared(*, masked: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        *([_HIDDEN] if masked else []),
    ]


def _quieten() -> None:
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _in(zone: tzinfo) -> Processor:
    """A person reads the time of the place, to the second."""

    def in_zone(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        at = datetime.fromisoformat(event["timestamp"]).astimezone(zone)
        return {**event, "timestamp": f"{at:%Y-%m-%d %H:%M:%S}"}

    return in_zone


def for_a_terminal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """One line without characters that move the cursor or imitate a line of ours; a traceback is indented.

    A value that is not text is shown by its repr, which escapes all of these.
    """
    return {
        key: value if not isinstance(value, str) else _trace(value) if key in _TRACES else _on_one_line(value)
        for key, value in event.items()
    }


def _on_one_line(text: str) -> str:
    return harmless(text, longest=None)


def _trace(text: str) -> str:
    return "\n".join(f"  {_on_one_line(line)}" for line in text.splitlines())
