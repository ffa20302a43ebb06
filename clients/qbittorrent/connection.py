"""The one blocking conversation with qBittorrent, held in a single thread."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from qbittorrentapi import (
    APIConnectionError,
    APIError,
    Client,
    Forbidden403Error,
    HTTPError,
    LoginFailed,
)
from requests import PreparedRequest, Response
from requests.exceptions import ContentDecodingError, SSLError, Timeout

from clients.qbittorrent.login import Login
from domain.clock import Clock
from domain.errors import (
    CredentialsError,
    NotFoundError,
    ShelfhookError,
    UnavailableError,
    UnexpectedAnswerError,
)

SERVICE: Final = "qbittorrent"
_LOGIN: Final = "/api/v2/auth/login"
# The library asks twice, so a silent service costs 8 s: below the 10 s that a stopping process is given.
_CONNECT_AND_READ_SECONDS: Final = (3, 4)
MAX_BYTES: Final = 64 * 1024 * 1024
_TRY_LATER: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: a value, or the error to raise; and how long it took."""

    value: Any
    error: ShelfhookError | None
    seconds: float


class Connection:
    """A client that logs in when it must, and never again once it was refused.

    qBittorrent bans an address after five failed logins (facts/qbittorrent.md 2), so a refusal lasts for this
    object's life.

    Args:
        login: Where qBittorrent is, and who asks.
        clock: Measures how long a call took.
    """

    def __init__(self, login: Login, *, clock: Clock) -> None:
        self._client = _client_of(login)
        self._uses_key = bool(login.api_key)
        self._has_login = bool(login.username or login.password)
        self._clock = clock
        self._refused: str | None = None

    @property
    def refused(self) -> str | None:
        """Why the credentials are not sent again; None while they may be."""
        return self._refused

    def ask(self, path: str, call: Callable[[Client], Any]) -> Answer:
        """Make one call, whose failure is part of the answer.

        Args:
            path: What is asked, for messages.
            call: Asks it of the client.
        """
        started = self._clock.monotonic()
        value: Any = None
        problem: ShelfhookError | None = None
        try:
            if self._refused is not None:
                raise CredentialsError(self._refused)
            value = call(self._client)
        except ShelfhookError as error:
            problem = error
        except APIError as error:
            problem = self._problem(error, path)
            problem.__cause__ = error
        return Answer(value, problem, self._clock.monotonic() - started)

    def _problem(self, error: APIError, path: str) -> ShelfhookError:
        match error:
            case LoginFailed():
                return self._login_refused()
            case Forbidden403Error():
                return self._forbidden(error, path)
            case HTTPError():
                return _status_problem(error.http_status_code, path)
            case APIConnectionError():
                return UnavailableError(f"{SERVICE} {path}: {_plain(error)}", service=SERVICE)
            case _:
                return UnexpectedAnswerError(
                    f"{SERVICE} {path} did not answer like qBittorrent: is QBITTORRENT_URL right?"
                )

    def _login_refused(self) -> CredentialsError:
        if self._has_login:
            error = CredentialsError(
                f"{SERVICE} {_LOGIN} refused QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD",
                "correct them and restart shelfhook, which does not try the same ones again within a day as five "
                "failed logins bring a ban",
            )
        else:
            error = CredentialsError(
                f"{SERVICE} {_LOGIN} asks for a login",
                "set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD, or QBITTORRENT_API_KEY, and restart shelfhook",
            )
        self._refused = str(error)
        return error

    def _forbidden(self, error: Forbidden403Error, path: str) -> ShelfhookError:
        if self._uses_key:
            refused = CredentialsError(
                f"{SERVICE} {path} answered 403 to QBITTORRENT_API_KEY, which needs qBittorrent 5.2 or newer",
                "copy the key from its Web UI options and restart shelfhook",
            )
            self._refused = str(refused)
            return refused
        # The ban's own words are translated, but nothing else makes the login answer 403.
        if error.response is not None and error.response.url.endswith(_LOGIN):
            return CredentialsError(
                f"{SERVICE} {_LOGIN} answered 403",
                "it has banned this address after failed logins, and lifts the ban after web_ui_ban_duration "
                "(an hour unless changed) or when it is restarted",
            )
        # The library drops its session at a 5xx, so this may be one in disguise.
        return UnavailableError(f"{SERVICE} {path} answered 403 even after a login", service=SERVICE)


def _client_of(login: Login) -> Client:
    return Client(
        host=login.url,
        username=login.username,
        password=login.password.get_secret_value() if login.password else None,
        api_key=login.api_key.get_secret_value() if login.api_key else None,
        REQUESTS_ARGS={
            "timeout": _CONNECT_AND_READ_SECONDS,
            "allow_redirects": False,
            "hooks": {"response": _bounded},
            # A proxy in the environment is not for a service of one's own. With its name, not "*", the
            # library need not change this process' environment for a moment to find that out.
            "proxies": {"no_proxy": urlsplit(login.url).hostname},
            "auth": _only_ours,
        },
        HTTPADAPTER_ARGS={"max_retries": 0},
        FORCE_SCHEME_FROM_HOST=True,
        RAISE_NOTIMPLEMENTEDERROR_FOR_UNIMPLEMENTED_API_ENDPOINTS=True,
        SIMPLE_RESPONSES=True,
    )


def _only_ours(request: PreparedRequest) -> PreparedRequest:
    """Send what is configured: without this the library looks for a login in ``~/.netrc`` at each call."""
    return request


def _bounded(response: Response, *_: Any, **__: Any) -> None:
    """Read the body here, as far as a list of tens of thousands of torrents is long.

    Raises:
        requests.exceptions.ContentDecodingError: It is longer.
    """
    parts, length = [], 0
    for part in response.iter_content(65536):
        length += len(part)
        if length > MAX_BYTES:
            response.close()
            raise ContentDecodingError("the answer is too long")
        parts.append(part)
    response._content = b"".join(parts)  # noqa: SLF001 - the library reads from here, and has no limit itself


def _status_problem(status: int, path: str) -> ShelfhookError:
    problem = f"{SERVICE} {path} answered {status}"
    if status == HTTPStatus.UNAUTHORIZED:
        return CredentialsError(
            problem,
            "it does not accept the host name in QBITTORRENT_URL; add that name to the server domains in its Web UI "
            "options",
        )
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(problem)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TRY_LATER:
        return UnavailableError(problem, service=SERVICE)
    return UnexpectedAnswerError(problem)


def _plain(error: APIConnectionError) -> str:
    """What went wrong, without the address that the library would print."""
    match error.__context__:
        case SSLError():
            return "no trusted TLS connection"
        case Timeout():
            return "no answer in time"
        case ContentDecodingError():
            return f"an answer that cannot be read, or of more than {MAX_BYTES} bytes"
        case _:
            return "no connection"
