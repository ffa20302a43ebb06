"""What stands in a log line is no secret, and what is shown on a terminal moves nothing."""

import asyncio
import logging
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
import structlog
from security_world import populated, served

from daemon.log import hide
from tests.fixtures.logs import logged

SENT = [
    b"GET /api/events?apikey=%s and HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\r\n\r\n",
    b"%s\r\n\r\n",
    b"GET / HTTP/9.%s\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
]


async def test_a_malformed_request_is_not_repeated(tmp_path):
    """Whatever it holds, at any level; without a traceback."""
    with logged(level="debug", form="json", secrets=None) as log:
        async with populated(tmp_path) as (_, daemon), served(daemon) as url:
            token = daemon.parts.access.token.get_secret_value()
            log.truncate(0)
            log.seek(0)
            host, port = url.removeprefix("http://").split(":")
            for raw in SENT:
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(raw % token.encode())
                writer.write_eof()
                await reader.read()
                writer.close()
                await writer.wait_closed()

    assert token not in log.getvalue()
    assert "Traceback" not in log.getvalue()
    assert "request_malformed" in log.getvalue()


async def test_what_is_made_and_rotated_is_masked(tmp_path):
    """The token of the hook, that of the metadata provider, and MAM's cookie of the day, in each form."""
    with logged(level="info", form="json") as log:
        async with populated(tmp_path) as (stage, daemon):
            access, before = daemon.parts.access, stage.mam.site.api.value
            await daemon.patient.connections.mam.account()
            assert before != stage.mam.site.api.value
            secrets = [
                access.token.get_secret_value(),
                access.provider_token.get_secret_value(),
                before,
                stage.mam.site.api.value,
            ]
            for secret in secrets:
                logging.getLogger("another").error("heard %r", f"?key={quote(secret, safe='')} {secret}")
        hide("hook", ())
        hide("mam", ())

    assert [secret for secret in secrets if secret in log.getvalue()] == []
    assert log.getvalue().count(r"\u2022" * 3) >= 8


NAMES = [
    "\x1b[31mred\x1b]0;PWNED\a",
    "\x9b31m",
    "a\n2026-11-29T12:00:00Z [info     ] forged_line",
    "a\r2026-11-29T12:00:00Z [info     ] forged_line",
    "a\u2028b\x85c\x0bd",
    "\u202egnp.exe\u2066\u200b",
    "\x00\x7f\x08\x08\x08",
]


def by_structlog(name: str) -> None:
    structlog.get_logger("x").info("event_postponed", event_key=name, more={name: [name]}, number=1)


def in_the_event(name: str) -> None:
    structlog.get_logger("x").warning(name)


def by_a_library(name: str) -> None:
    logging.getLogger("shelfhook.requests").debug("%s %s: answered %d", "GET", name, 404)


def _fail(name: str) -> None:
    raise ValueError(name)


def in_an_exception(name: str) -> None:
    try:
        _fail(name)
    except ValueError:
        structlog.get_logger("x").exception("step_failed", where=name)
        logging.getLogger("x").exception("step_failed")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("say", [by_structlog, in_the_event, by_a_library, in_an_exception])
def test_no_name_moves_the_cursor_or_makes_a_line(name: str, say: Callable[[str], None]):
    """On a terminal, at any level: only our own colours, and only our own lines begin at the margin."""
    with logged(level="debug", form="console") as log:
        say(name)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", log.getvalue()) if "\x1b[31m" not in name else log.getvalue()
    plain = re.sub(r"\x1b\[(?:0|1|2|3[0-9]|[0-9]+;[0-9;]*)?m", "", log.getvalue())

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069]", plain)
    assert "forged_line" not in [word for line in shown.splitlines() for word in line.split()[2:3]]
    assert not any(line.startswith("2026-11-29T12:00:00Z") for line in plain.splitlines())
