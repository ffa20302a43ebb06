"""``shelfhook serve`` without the command line's library, which an idle daemon would carry along."""

import asyncio
import sys
from typing import Final, Literal

import structlog

from daemon import log
from daemon.clock import SystemClock
from daemon.config.invalid import SettingsProblemsError, exit_status
from daemon.config.problems import doubtful_zone, load, misspelt
from daemon.config.settings import Settings
from daemon.config.sources import given
from daemon.process import memory
from daemon.process.supervisor import serve as run
from daemon.words.log_words import in_a_line
from domain.errors import ShelfhookError
from domain.harmless import harmless

_LOGIN: Final = (
    "MyAnonamouse's rules allow programs only an API session: create one under Preferences, Security, and set MAM_ID; "
    "until then one login is made, and none after a refusal"
)


def main(*, debug: bool) -> int:
    """Run the daemon until it is stopped; its exit status, with our errors printed as sentences."""
    try:
        serve(debug=debug)
    except ShelfhookError as error:
        problems = error.problems if isinstance(error, SettingsProblemsError) else (error,)
        return _report(*map(str, problems), status=exit_status(error))
    return 0


def serve(*, debug: bool) -> None:
    """Run the daemon until it is stopped; without credentials it stands by, and its page says what to set.

    Args:
        debug: Log every step.

    Raises:
        SettingsProblemsError: The settings are not right.
        ShelfhookError: It cannot run; the message says why.
    """
    memory.share_arenas()
    settings = _read(debug=debug)
    try:
        asyncio.run(run(settings, SystemClock(), read=lambda: _read(debug=debug), look=load))
    except ExceptionGroup as group:
        ours, others = group.split(ShelfhookError)
        if ours is None or others is not None:
            raise
        raise _first(ours) from group


def _read(*, debug: bool) -> Settings:
    """The settings, once the log is as they say; what is doubtful in them is in the log.

    Raises:
        SettingsProblemsError: They are not right.
    """
    settings = load()
    level = "debug" if debug else settings.log_level
    log.configure(
        level=level,
        form=settings.log_format,
        secrets=settings.secrets(),
        zone=settings.timezone,
        words=in_a_line,
    )
    for hint in misspelt():
        structlog.get_logger("shelfhook").warning("setting_misspelt", hint=str(hint))
    if (doubt := doubtful_zone()) is not None:
        structlog.get_logger("shelfhook").warning("timezone_unknown", reason=doubt, hint="set TIMEZONE")
    if settings.mam_access == "login":
        structlog.get_logger("shelfhook").warning("login_used_instead_of_session", hint=_LOGIN)
    return settings


def _first(group: ExceptionGroup[ShelfhookError]) -> Exception:
    """One of several: loops that stumble over the same trouble say the same."""
    found: Exception = group
    while isinstance(found, ExceptionGroup):
        found = found.exceptions[0]
    return found


def _report(*problems: str, status: int) -> int:
    """Log why it cannot run, in the log's form: a program that reads that as JSON reads this, too."""
    form = _log_format()
    if log.is_json(form) and not structlog.is_configured():
        log.configure(form=form)
    for problem in problems:
        text = harmless(problem, longest=None)
        if log.is_json(form):
            structlog.get_logger("shelfhook").error("daemon_failed", reason=text, status=status)
        else:
            sys.stderr.write(f"shelfhook: {text}\n")
    return status


def _log_format() -> Literal["auto", "json", "console"]:
    """LOG_FORMAT, as far as the settings can be read."""
    try:
        named = given(["log_format"]).get("log_format", "").lower()
    except ShelfhookError:
        return "auto"
    return "json" if named == "json" else "console" if named == "console" else "auto"
