"""The library's client, with our own connections: their certificates, their end, and the size of answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from qbittorrentapi import APIError, Client
from qbittorrentapi.request import QbittorrentSession
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ContentDecodingError
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from clients._marks import too_many
from clients._stranger import another, stranger
from clients._tls import trusting
from clients._trouble import Trouble
from clients.qbittorrent.line import Line
from clients.qbittorrent.login import Login

LOGIN_PATH: Final = "/api/v2/auth/login"
# The library asks twice, so a silent service costs 8 s: below the 10 s that a stopping process is given.
_CONNECT_AND_READ_SECONDS: Final = (3, 4)
MAX_BYTES: Final = 64 * 1024 * 1024


class StrangerError(APIError):
    """Something else than qBittorrent answered; the library passes it on at once.

    Args:
        status: Of the answer.
        trouble: Who answered, and how to get past it.
    """

    def __init__(self, status: int, trouble: Trouble) -> None:
        super().__init__(trouble.what)
        self.status = status
        self.trouble = trouble


class LibraryClient(Client):
    """The library's client over connections of ours.

    Args:
        login: The address and the credentials.
        line: Gets each connection.
    """

    def __init__(self, login: Login, line: Line) -> None:
        self._adapter = _Adapter(line, login)
        super().__init__(
            host=login.url,
            username=login.username,
            password=login.password.get_secret_value() if login.password else None,
            api_key=login.api_key.get_secret_value() if login.api_key else None,
            REQUESTS_ARGS={
                "timeout": _CONNECT_AND_READ_SECONDS,
                "allow_redirects": False,
                "hooks": {"response": [_bounded, _from_qbittorrent(login)]},
                # A proxy in the environment is not for a service of one's own. With its name, not "*", the
                # library need not change this process' environment for a moment to find that out.
                "proxies": {"no_proxy": urlsplit(login.url).hostname},
                "auth": _only_ours,
            },
            FORCE_SCHEME_FROM_HOST=True,
            RAISE_NOTIMPLEMENTEDERROR_FOR_UNIMPLEMENTED_API_ENDPOINTS=True,
            SIMPLE_RESPONSES=True,
        )

    @property
    def _session(self) -> QbittorrentSession:
        is_new = self._http_session is None
        session = super()._session
        if is_new:
            for scheme in ("http://", "https://"):
                session.mount(scheme, self._adapter)
        return session


class _Adapter(HTTPAdapter):
    """Makes connections that can be cut, with the certificates that all our connections trust."""

    def __init__(self, line: Line, login: Login) -> None:
        self._pools = _pools(line)
        self._trusted = login.trusted or trusting(None)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._trusted, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def cert_verify(self, conn: Any, *_: Any, **__: Any) -> None:
        """The context has its authorities: the library's own list is not added."""
        conn.cert_reqs = "CERT_REQUIRED"


def _pools(line: Line) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> Any:
            return line.hold(super()._new_conn())

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> Any:
            return line.hold(super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _only_ours(request: PreparedRequest) -> PreparedRequest:
    """Send what is configured: without this the library reads ``~/.netrc`` at each call."""
    return request


def _bounded(response: Response, *_: Any, **__: Any) -> None:
    """Read the body here, as far as a list of tens of thousands of torrents is long.

    Raises:
        requests.exceptions.ContentDecodingError: It is longer, or lists more.
    """
    parts, length = [], 0
    for part in response.iter_content(65536):
        length += len(part)
        if length > MAX_BYTES:
            response.close()
            raise ContentDecodingError("the answer is too long")
        parts.append(part)
    if too_many(body := b"".join(parts)):
        raise ContentDecodingError("the answer lists too much")
    response._content = body  # noqa: SLF001 - the library reads from here, and has no limit itself


def _from_qbittorrent(login: Login) -> Callable[..., None]:
    """Checks each answer; an answer from another program in qBittorrent's place is not its refusal."""

    def check(response: Response, *_: Any, **__: Any) -> None:
        status, headers = response.status_code, response.headers
        trouble = stranger(status, headers, response.content, login.place)
        at_login = response.url.endswith(
            LOGIN_PATH
        )  # a 401 there counts as a refusal, whichever program sent it
        if status == HTTPStatus.UNAUTHORIZED and not at_login and "X-Content-Type-Options" not in headers:
            # qBittorrent's own header, with any options (facts/qbittorrent.md).
            trouble = trouble or another(login.place)
        if trouble is not None:
            raise StrangerError(status, trouble)

    return check
