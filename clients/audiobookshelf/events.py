"""New and changed items, as the server's socket reports them (facts/audiobookshelf.md 4, audiobookshelf_2.md 7)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr

from clients.audiobookshelf import item_reading
from clients.audiobookshelf.items import LibraryItem
from domain.errors import CredentialsError, UnavailableError

_SINGLE: Final = ("item_added", "item_updated")
_SEVERAL: Final = ("items_added", "items_updated")

_ANSWER_WITHIN: Final = 10
"""Seconds; a server that does not accept the token in the right way never says so."""

Reported: TypeAlias = Sequence[LibraryItem]

_Queue: TypeAlias = asyncio.Queue[Reported | Exception]


def is_installed() -> bool:
    """Whether the extra `events` is installed."""
    return find_spec("socketio") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEvents:
    """The server's socket, for a user.

    Args:
        url: The server's base address, perhaps with a path.
        token: Of a kind that the socket accepts; see `TokenKind.is_for_sockets`.
        session: For this alone.
    """

    url: str
    token: SecretStr
    session: aiohttp.ClientSession

    async def listen(self) -> AsyncGenerator[Reported, None]:
        """One connection: nothing when the server has accepted the token, and then items as they come or change.

        Nothing is replayed: whatever came before the first answer has to be read.

        Raises:
            CredentialsError: The server refuses the token.
            UnavailableError: It does not answer, or the connection ended.
        """
        queue: _Queue = asyncio.Queue()
        async with self._connected(queue):
            async with asyncio.timeout(_ANSWER_WITHIN):
                yield _items(await queue.get())
            while True:
                yield _items(await queue.get())

    @asynccontextmanager
    async def _connected(self, queue: _Queue) -> AsyncIterator[None]:
        from socketio import AsyncClient
        from socketio.exceptions import SocketIOError

        client = AsyncClient(reconnection=False, handle_sigint=False, http_session=self.session)
        _subscribe(client, queue)
        at = urlsplit(self.url)
        try:
            await client.connect(
                f"{at.scheme}://{at.netloc}", socketio_path=f"{at.path.strip('/')}/socket.io".lstrip("/")
            )
            # Only this event counts, not the connection's own header (facts/audiobookshelf_2.md 7).
            await client.emit("auth", self.token.get_secret_value())
            yield
        except (SocketIOError, TimeoutError, aiohttp.ClientError) as error:
            raise _ended(str(error) or type(error).__name__) from None
        finally:
            await client.disconnect()


def _subscribe(client: Any, queue: _Queue) -> None:
    """Let what the server reports come into the queue."""

    def report(*items: Any) -> None:
        if found := item_reading.items_of(list(items)).items:
            queue.put_nowait(found)

    def several(items: Any, *_: Any) -> None:
        report(*items if isinstance(items, list) else ())

    client.on("init", lambda *_: queue.put_nowait(()))
    client.on("auth_failed", lambda *_: queue.put_nowait(_refused()))
    client.on("disconnect", lambda *_: queue.put_nowait(_ended("the connection ended")))
    for name in _SINGLE:
        client.on(name, report)
    for name in _SEVERAL:
        client.on(name, several)


def _items(reported: Reported | Exception) -> Reported:
    if isinstance(reported, Exception):
        raise reported
    return reported


def _refused() -> Exception:
    return CredentialsError(
        "/socket.io refuses ABS_TOKEN",
        "set it to a user's permanent token",
        service="audiobookshelf",
    )


def _ended(why: str) -> Exception:
    return UnavailableError(f"/socket.io does not answer: {why}", service="audiobookshelf")
