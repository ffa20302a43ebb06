"""Where commands ask: the HTTP API of the daemon that runs, or of one in this process while none does."""

import json
import re
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

from daemon.config.installation import way_to_the_daemon
from daemon.config.owners import for_the_owner
from daemon.config.sources import ENV_FILE, file_read, state_dir
from daemon.hook.files import HEADER_FILE, URL_FILE
from domain.errors import BadInputError, NotFoundError, ShelfhookError, UnavailableError

TIMEOUT_SECONDS = 10

_URL: Final = re.compile(r"http://(?:\[[0-9a-f:.]+\]|[\w.-]+):[0-9]{1,5}(?:/[!-~]*)?", re.ASCII)
_HEADER: Final = re.compile(r"[\w-]+: [ -~]+", re.ASCII)
"""The form of the two files that a start writes; anything else was damaged later."""


class OnlyNearError(NotFoundError):
    """The daemon found nothing that is proved to be it; *near* is what it found instead."""

    def __init__(self, what: str, near: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(what)
        self.near = near


class WrongFieldError(ShelfhookError):
    """A field of the request is missing or wrong.

    Args:
        what: What is wrong, with the field's name.
        field: As the API calls it.
    """

    def __init__(self, what: str, field: str) -> None:
        super().__init__(what)
        self.field = field
        self.problem = what.removeprefix(f"{field}: ")


class UnconfirmedError(ShelfhookError):
    """Something speaks against the request: the daemon does it when it is sent again with `confirmed`."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A daemon that listens.

    Args:
        url: Its address; a path behind it does not count.
        header: The line that lets a request in.
        state: Its state directory.
    """

    url: str
    header: str = field(repr=False)
    state: Path

    @classmethod
    def of(cls, state: Path) -> Self:
        """The daemon that left in this state directory how it is reached.

        Raises:
            UnavailableError: None did.
            BadInputError: The state directory is closed to this user.
            ShelfhookError: A file of the daemon is damaged.
        """
        try:
            url, header = ((state / name).read_text().strip() for name in (URL_FILE, HEADER_FILE))
        except PermissionError as error:
            raise BadInputError(
                "STATE_DIR", f"{state} is closed to this user", mend=for_the_owner(state)
            ) from error
        except OSError as error:
            raise _no_daemon(state) from error
        except UnicodeDecodeError:
            url = header = ""
        for name, text, form in ((URL_FILE, url, _URL), (HEADER_FILE, header, _HEADER)):
            if not form.fullmatch(text):
                raise ShelfhookError(f"{state / name} is damaged: restart shelfhook, which writes it again")
        return cls(url, header, state)

    def answers(self) -> bool:
        """Whether it says anything, if only that it is not well."""
        try:
            self._request("GET", "/livez", None, TIMEOUT_SECONDS)
        except UnavailableError:
            return False
        return True

    def ask(self, path: str, *, seconds: float = TIMEOUT_SECONDS) -> Any:
        """The answer to ``GET path``.

        Raises:
            UnavailableError: It does not run.
            NotFoundError: The daemon answered that it does not exist.
            ShelfhookError: It answered that something is wrong.
        """
        return self._read("GET", path, None, seconds)

    def send(
        self, path: str, body: Mapping[str, Any] | None = None, *, seconds: float = TIMEOUT_SECONDS
    ) -> Any:
        """The answer to ``POST path``, with *body* as JSON.

        Raises:
            UnavailableError: It does not run.
            NotFoundError: The daemon answered that it does not exist.
            OnlyNearError: It found only what may be it.
            UnconfirmedError: It wants that confirmed.
            WrongFieldError: It cannot use a field.
            ShelfhookError: It refused, in its own words.
        """
        return self._read("POST", path, body, seconds)

    def _read(self, method: str, path: str, body: Mapping[str, Any] | None, seconds: float) -> Any:
        status, text = self._request(method, path, body, seconds)
        if status < HTTPStatus.BAD_REQUEST:
            return json.loads(text) if text else None
        try:
            problem = json.loads(text)
            detail = str(problem["detail"])
        except (ValueError, KeyError, TypeError):
            raise ShelfhookError(f"the daemon answered {status} to {path}") from None
        raise _refusal(status, detail, problem)

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None, seconds: float
    ) -> tuple[int, bytes]:
        import http.client

        url = urllib.parse.urlsplit(self.url)
        name, _, value = self.header.partition(": ")
        headers, content = {name: value}, None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=seconds)
        try:
            connection.request(method, path, body=content, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except TimeoutError as error:
            raise UnavailableError(
                f"the daemon has not answered within {seconds:.0f} s", service="daemon"
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise _no_daemon(self.state) from error
        finally:
            connection.close()


def _refusal(status: int, detail: str, problem: Mapping[str, Any]) -> ShelfhookError:
    """The error for a problem of the API."""
    if near := problem.get("near"):
        return OnlyNearError(detail, near)
    if problem.get("doubt"):
        return UnconfirmedError(detail)
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(detail)
    if field := problem.get("field"):
        return WrongFieldError(detail, field)
    return ShelfhookError(detail)


def ask(path: str) -> Any:
    """The answer of this state directory's daemon to ``GET path``; see `Desk.ask`."""
    return _running(lambda daemon: daemon.ask(path))


def send(path: str, body: Mapping[str, Any] | None = None, *, seconds: float = TIMEOUT_SECONDS) -> Any:
    """The answer of this state directory's daemon to ``POST path``; see `Desk.send`."""
    return _running(lambda daemon: daemon.send(path, body, seconds=seconds))


def _running(request: Callable[[Desk], Any]) -> Any:
    """The daemon's answer. Without a daemon, wrong settings that keep it from running are the error.

    Raises:
        SettingsProblemsError: No daemon runs, and none could with these settings.
    """
    try:
        return request(Desk.of(state_dir()))
    except UnavailableError:
        from daemon.config.problems import load

        load()
        raise


def daemon_of(state: Path) -> Desk | None:
    """The daemon of this state directory, where it answers."""
    try:
        desk = Desk.of(state)
    except UnavailableError:
        return None
    return desk if desk.answers() else None


def _no_daemon(state: Path) -> UnavailableError:
    by = "" if (file := file_read()) is None else f", by {file}"
    return UnavailableError(
        f"the daemon is not running (state directory {state}{by}): {way_to_the_daemon(ENV_FILE)}",
        service="daemon",
    )
