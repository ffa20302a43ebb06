"""Asking the daemon that runs."""

import http.client
import json
import urllib.parse
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from daemon.hook.notify import HEADER_FILE, URL_FILE
from domain.errors import NotFoundError, ShelfhookError, UnavailableError

TIMEOUT_SECONDS = 10


def ask(state: Path, path: str) -> Any:
    """What the daemon of this state directory answers to ``GET path``.

    Raises:
        UnavailableError: It does not run.
        NotFoundError: It has no such thing.
        ShelfhookError: It answered that something is wrong.
    """
    return _request(state, "GET", path)


def tell(
    state: Path, path: str, body: Mapping[str, Any] | None = None, *, seconds: float = TIMEOUT_SECONDS
) -> Any:
    """What the daemon of this state directory answers to ``POST path``, with *body* as JSON, within *seconds*.

    Raises:
        UnavailableError: It does not run.
        NotFoundError: It has no such thing.
        ShelfhookError: It refused, in its own words.
    """
    return _request(state, "POST", path, body, seconds=seconds)


def _request(
    state: Path,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    seconds: float = TIMEOUT_SECONDS,
) -> Any:
    try:
        url = urllib.parse.urlsplit((state / URL_FILE).read_text().strip())
        name, _, value = (state / HEADER_FILE).read_text().strip().partition(": ")
        headers, content = {name: value}, None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=seconds)
        try:
            connection.request(method, path, body=content, headers=headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(
            f"no daemon runs with the state directory {state}: start it with `shelfhook serve`",
            service="daemon",
        ) from error
    if status >= HTTPStatus.BAD_REQUEST:
        raise _problem(status, path, text)
    return json.loads(text)


def _problem(status: int, path: str, text: bytes) -> ShelfhookError:
    try:
        detail = str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"it answered {status} to {path}"
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"the daemon has no such thing: {detail}")
    return ShelfhookError(f"the daemon refused: {detail}")
