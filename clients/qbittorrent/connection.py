"""The one blocking conversation with qBittorrent, held in a single thread."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from qbittorrentapi import (
    APIConnectionError,
    APIError,
    Client,
    Forbidden403Error,
    HTTPError,
    LoginFailed,
)
from requests.exceptions import ConnectionError as BrokenConnectionError
from requests.exceptions import ContentDecodingError
from urllib3.exceptions import ProtocolError

from clients._marks import MOST_MARKS
from clients._stranger import behind
from clients._trouble import Place, Trouble, broke_off, no_answer
from clients.qbittorrent.library import LOGIN_PATH, MAX_BYTES, LibraryClient, StrangerError
from clients.qbittorrent.line import Line
from clients.qbittorrent.login import Login, StillForbiddenError
from domain.clock import Clock
from domain.errors import (
    CredentialsError,
    DownError,
    NotFoundError,
    ShelfhookError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.fixes import RELOAD
from domain.refusals import command

SERVICE: Final = "qbittorrent"
_RETRY: Final = command(SERVICE)
_TRY_LATER: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a call: a value, or the error to raise; and how long it took."""

    value: Any
    error: ShelfhookError | None
    seconds: float


class Connection:
    """A client that logs in when it must, and never again once it was refused.

    qBittorrent bans an address after five failed logins (facts/qbittorrent.md 2), so a refusal lasts
    until another try is allowed: calls that wait in line meet it.

    Args:
        login: The address and the credentials.
        clock: Measures how long a call took.
    """

    def __init__(self, login: Login, *, clock: Clock) -> None:
        self._login = login
        self._line = Line()
        self._client = LibraryClient(login, self._line)
        self._uses_key = bool(login.api_key)
        self._has_login = bool(login.username or login.password)
        self._clock = clock
        self._refused: str | None = None

    @property
    def refused(self) -> str | None:
        """Why the credentials are not sent again; None while they may be."""
        return self._refused

    def allow_another_try(self) -> None:
        """Allow refused credentials to be sent once more: a person asked for it, or the cause may be over."""
        self._refused = None

    def ask(self, path: str, call: Callable[[Client], Any]) -> Answer:
        """Make one call, whose failure is part of the answer.

        Args:
            path: The request's path, for messages.
            call: Asks it of the client.
        """
        started = self._clock.monotonic()
        value: Any = None
        problem: ShelfhookError | None = None
        try:
            if self._refused is not None:
                raise CredentialsError(self._refused, service=SERVICE)
            with self._line.within(self._login.patience.total_seconds()):
                value = call(self._client)
        except ShelfhookError as error:
            problem = error
        except APIError as error:
            problem = self._problem(error, path)
            problem.__cause__ = error
        if self._line.was_cut:
            # What came until then may look like a complete answer.
            seconds = self._login.patience.total_seconds()
            problem = UnavailableError(f"{path}: no whole answer within {seconds:g} s", service=SERVICE)
        return Answer(value, problem, self._clock.monotonic() - started)

    def cut(self) -> None:
        """End the call that is under way, from another thread."""
        self._line.cut()

    def _problem(self, error: APIError, path: str) -> ShelfhookError:
        match error:
            case StrangerError():
                said = f"{path} answered {error.status}: {error.trouble.what}"
                return UnavailableError(said, error.trouble.mend, service=SERVICE)
            case LoginFailed():
                return self._login_refused()
            case Forbidden403Error():
                return self._forbidden(error, path)
            case HTTPError():
                return _status_problem(error.http_status_code, path, self._login.place)
            case APIConnectionError():
                trouble = self._trouble(error)
                return UnavailableError(f"{path}: {trouble.what}", trouble.mend, service=SERVICE)
            case _:
                return UnexpectedAnswerError(
                    f"{path} did not answer like qBittorrent: is QBITTORRENT_URL right?",
                    service="qbittorrent",
                )

    def _trouble(self, error: APIConnectionError) -> Trouble:
        """The error, without the address that the library would print."""
        match error.__context__:
            case ContentDecodingError():
                return Trouble(
                    f"an answer that cannot be read, or of more than {MAX_BYTES} bytes, or of more than {MOST_MARKS} values"
                )
            case BrokenConnectionError(args=(ProtocolError(),)):
                return broke_off("the connection broke", self._login.place)
        return no_answer(error, self._login.place)

    def _login_refused(self) -> CredentialsError:
        if self._has_login:
            error = CredentialsError(
                f"{LOGIN_PATH} refused QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD",
                f"correct them and {RELOAD}; where they are right by now, run `{_RETRY}`, which is one more try: "
                "five failed logins bring a ban",
                service=SERVICE,
            )
        else:
            error = CredentialsError(
                f"{LOGIN_PATH} asks for a login",
                f"set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD, or QBITTORRENT_API_KEY, and {RELOAD}; where "
                f"it needs none by now, run `{_RETRY}`",
                service=SERVICE,
            )
        self._refused = error.reason
        return error

    def _forbidden(self, error: Forbidden403Error, path: str) -> ShelfhookError:
        if self._uses_key:
            refused = CredentialsError(
                f"{path} answered 403 to QBITTORRENT_API_KEY, which needs qBittorrent 5.2 or newer",
                f"copy the key from its Web UI options and {RELOAD}; `{_RETRY}` tries this one once more",
                service=SERVICE,
            )
            self._refused = refused.reason
            return refused
        # The ban's own words are translated, but nothing else makes the login answer 403.
        if error.response is not None and error.response.url.endswith(LOGIN_PATH):
            return CredentialsError(
                f"{LOGIN_PATH} answered 403",
                "it has banned this address after failed logins, and lifts the ban after web_ui_ban_duration "
                f"(an hour unless changed) or when it is restarted; then run `{_RETRY}`",
                service=SERVICE,
            )
        # The library drops its session at a 5xx, so this may be one in disguise.
        return StillForbiddenError(
            f"{path} answered 403 even after a login",
            "it is asked again by itself; where that goes on, see what its Web UI says to this login",
            service=SERVICE,
        )


def _status_problem(status: int, path: str, place: Place) -> ShelfhookError:
    problem = f"{path} answered {status}"
    if status == HTTPStatus.UNAUTHORIZED:
        return CredentialsError(
            problem,
            "it does not accept the host name in QBITTORRENT_URL; add that name to the server domains in its Web UI "
            f"options, and run `{_RETRY}`",
            service=SERVICE,
        )
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(problem, service=SERVICE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TRY_LATER:
        return DownError(problem + behind(status, place), service=SERVICE)
    return UnexpectedAnswerError(problem, service=SERVICE)
