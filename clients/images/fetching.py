"""Fetches one picture by its address."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Protocol

import aiohttp
from yarl import URL

from clients._aiohttp import only_once
from clients._http import Answer
from clients._proxy import Proxy
from clients.images.picture import MOST_BYTES, NoPictureError, Picture, read_picture
from clients.images.public import is_literal, is_public
from domain.clock import Clock
from domain.errors import TransientError

TIMEOUT: Final = aiohttp.ClientTimeout(total=20, connect=5, sock_read=10)
MOST_REDIRECTS: Final = 3
_ACCEPT: Final = {"Accept": "image/jpeg, image/png, image/webp"}


async def _nothing(_answer: Answer) -> None:
    """Ignore the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How one address is asked.

    Args:
        headers: To send beside those of every request.
        proxy: Where the request goes through.
        private: Whether the host may be in a private network or this machine: a setting names it.
        heard: Gets the answer's head, before anything is concluded from it.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: Proxy | None = None
    private: bool = False
    heard: Callable[[Answer], Awaitable[None]] = _nothing


class Host(Protocol):
    """A service that says how its own addresses are asked."""

    def serves(self, address: URL) -> bool:
        """Whether the address is one of its own."""

    def visit(self, address: URL) -> AbstractAsyncContextManager[Visit]:
        """Hold its turn to be asked for it."""


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """The address of a service that a setting names, and that may be at home."""

    base_url: str

    def serves(self, address: URL) -> bool:
        """Whether it is of the same scheme, host and port."""
        return address.origin() == URL(self.base_url).origin()

    def visit(self, address: URL) -> AbstractAsyncContextManager[Visit]:  # noqa: ARG002 - as every host has it
        """At any time, and with nothing of ours."""
        return nullcontext(Visit(private=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Fetches pictures from wherever a listing says they are.

    An address may come from anyone, so it is not trusted: only http and https, no private host except the services
    of the settings, at most three redirects, each of them checked again, a bounded body, and no credentials for any
    host but its own.

    Args:
        session: For the services of the settings, and through their proxies.
        public: For all other hosts: connects to public addresses alone.
        hosts: The services of the settings.
        clock: The time.
    """

    session: aiohttp.ClientSession
    public: aiohttp.ClientSession
    hosts: Sequence[Host]
    clock: Clock

    async def __call__(self, address: str) -> Picture:
        """The picture at an address.

        Raises:
            NoPictureError: There is none, or none that can be a cover.
            TransientError: The host does not answer now.
            UnavailableError: The service that it is of is away, or wants a pause.
        """
        url = _address(address)
        for _ in range(1 + MOST_REDIRECTS):
            answer = await self._ask(url)
            if not HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
                return self._judged(answer, _shown(url))
            url = _address(answer.headers.get("Location", ""), base=url)
        raise NoPictureError(f"{_shown(url)} redirects more than {MOST_REDIRECTS} times")

    async def _ask(self, url: URL) -> Answer:
        host = next((one for one in self.hosts if one.serves(url)), None)
        async with nullcontext(Visit()) if host is None else host.visit(url) as visit:
            if not visit.private and is_literal(url.host or "") and not is_public(url.host or ""):
                raise NoPictureError(f"{url.host} is no host of the internet, and is not asked")
            try:
                async with self._sent(url, visit) as response:
                    head = _answer(response, url)
                    await visit.heard(head)
                    return _answer(response, url, await _body(response, _shown(url)))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise TransientError(f"{_shown(url)} did not answer ({type(error).__name__})") from error
            except ValueError as error:  # aiohttp's word for what is no address after all
                raise NoPictureError(f"{_shown(url)} is no address") from error

    @asynccontextmanager
    async def _sent(self, url: URL, visit: Visit) -> AsyncIterator[aiohttp.ClientResponse]:
        proxy = visit.proxy
        async with (self.session if visit.private or proxy else self.public).get(
            url,
            headers=_ACCEPT | dict(visit.headers),
            allow_redirects=False,
            timeout=TIMEOUT,
            middlewares=(only_once,),
            proxy=None if proxy is None else proxy.url,
            proxy_headers=None if proxy is None else proxy.headers,
        ) as response:
            yield response

    def _judged(self, answer: Answer, shown: str) -> Picture:
        status = answer.status
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = answer.retry_after(self.clock.now())
            raise TransientError(f"{shown} answered {status}", retry_after=wait)
        if status != HTTPStatus.OK:
            raise NoPictureError(f"{shown} answered {status}")
        return read_picture(answer.body, of=shown)


def _address(written: str, *, base: URL | None = None) -> URL:
    """The address that is meant, of which only the web's kinds are taken."""
    try:
        url = URL(written) if base is None else base.join(URL(written))
        known = url.scheme in {"http", "https"} and url.host and url.port
    except ValueError:
        known = None
    if not known or url.user is not None:
        raise NoPictureError("the address of the picture is none of the web's")
    return url


def _shown(url: URL) -> str:
    """The address without its query, which may hold anything."""
    return f"{url.host}{url.path}"


def _answer(response: aiohttp.ClientResponse, url: URL, body: bytes = b"") -> Answer:
    return Answer(
        status=response.status,
        headers=response.headers,
        set_cookies=tuple(response.headers.getall("Set-Cookie", ())),
        body=body,
        path=url.path,
    )


async def _body(response: aiohttp.ClientResponse, shown: str) -> bytes:
    """The body of a good answer, as far as a cover may be long."""
    if response.status != HTTPStatus.OK:
        return b""
    parts: list[bytes] = []
    length = 0
    async for part in response.content.iter_chunked(65536):
        length += len(part)
        if length > MOST_BYTES:
            raise NoPictureError(f"{shown} is larger than {MOST_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)
