"""Logs: structured, on standard error, and without secrets."""

import logging
import sys
from collections.abc import Iterable
from typing import Any, Final, Literal
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SHORTEST_SECRET: Final = 6
_MASK: Final = "•••"


class Redactor:
    """Replaces known secrets wherever they stand in a log line.

    Args:
        secrets: Ones shorter than 6 characters are left alone: masking them would blacken ordinary words.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        long = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]
        # In an address it looks different.
        self._secrets = sorted({*long, *(quote(secret, safe="") for secret in long)}, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Mask the values of one line, as structlog's processors do."""
        return {key: self._masked(value) for key, value in event.items()}

    def _masked(self, value: Any) -> Any:
        match value:
            case str():
                for secret in self._secrets:
                    value = value.replace(secret, _MASK)
                return value
            case dict():
                return {key: self._masked(one) for key, one in value.items()}
            case list() | tuple():
                return [self._masked(one) for one in value]
            case int() | float() | bool() | None:
                return value
        return self._masked(str(value))


def is_json(form: Literal["auto", "json", "console"]) -> bool:
    """Whether a line is a JSON object: ``auto`` is that, except on a terminal."""
    return form == "json" or (form == "auto" and not sys.stderr.isatty())


def configure(
    *, level: str = "info", form: Literal["auto", "json", "console"] = "auto", secrets: Iterable[str] = ()
) -> None:
    """Send all logs, also those of libraries, to standard error.

    Args:
        level: The least serious level shown.
        form: See `is_json`.
        secrets: Values to mask.
    """
    as_json = is_json(form)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Redactor(secrets),
    ]
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Their own debug lines hold addresses with queries and headers.
    for noisy in ("urllib3", "qbittorrentapi", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
