"""One call to qBittorrent at a time, in a thread of its own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from clients._stranger import not_there
from clients._thread import OneThread
from clients.qbittorrent.login import Login
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import CredentialsError, NotFoundError, UnavailableError
from domain.refusals import Refusals

if TYPE_CHECKING:
    from qbittorrentapi import Client

    from clients.qbittorrent.connection import Answer, Connection

_log: Final = logging.getLogger("shelfhook.clients")


@dataclass(slots=True, kw_only=True, eq=False)
class Conversation:
    """What every call goes through: the breaker, the line, and the one connection.

    The arguments are those of `clients.qbittorrent.client.Qbittorrent`.
    """

    login: Login
    dependency: Dependency
    clock: Clock
    refusals: Refusals | None = None
    _looked_up: bool = field(init=False, repr=False, default=False)
    _refused: str | None = field(init=False, repr=False, default=None)
    _thread: OneThread = field(init=False, repr=False, default_factory=lambda: OneThread("qbittorrent"))
    _connection: "Connection | None" = field(init=False, repr=False, default=None)

    async def ask(self, path: str, call: "Callable[[Client], Any]", *, of_a_torrent: bool = False) -> Any:
        """What a call comes to.

        Args:
            path: What is asked, for messages.
            call: Asks it of the library's client, in the thread.
            of_a_torrent: Whether a 404 says that there is no such torrent; else it says that there is no
                qBittorrent at the address.

        Raises:
            ShelfhookError: As `Qbittorrent` says.
        """
        await self._spare_the_login()
        with self.dependency.breaker.admitted():
            answer = await self._thread.run(self._blocking, path, call)
            error = answer.error
            if isinstance(error, NotFoundError) and not of_a_torrent:
                trouble = not_there(self.login.place)
                said = f"{error}: {trouble.what}"
                error = UnavailableError(said, trouble.mend, service=self.dependency.name)
                error.__cause__ = answer.error
            self._report(path, error, seconds=answer.seconds)
        await self._remember_a_refusal()
        if error is not None:
            raise error
        return answer.value

    def close(self) -> None:
        """Let the connection go, and end a call that is under way."""
        if self._connection is not None:
            self._connection.cut()
        self._thread.close()
        self._connection = None

    async def _spare_the_login(self) -> None:
        """Send nothing that an earlier process, or this one, was refused."""
        if not self._looked_up and self.refusals is not None:
            self._refused = await self.refusals.why()
            self._looked_up = True
        if self._refused is not None:
            raise CredentialsError(self._refused)

    async def _remember_a_refusal(self) -> None:
        refused = None if self._connection is None else self._connection.refused
        if refused is not None and self.refusals is not None and self._refused is None:
            self._refused = refused
            await self.refusals.note(refused)

    def _report(self, path: str, error: Exception | None, *, seconds: float) -> None:
        if error is None or isinstance(error, NotFoundError):
            _log.debug("qbittorrent %s answered in %.3f s", path, seconds)
            self.dependency.succeeded(seconds=seconds)
        else:
            self.dependency.failed(str(error), seconds=seconds)
        # Whoever refuses a login, or answers in an unknown form, is there.
        if isinstance(error, UnavailableError):
            self.dependency.breaker.failed(str(error))
        else:
            self.dependency.breaker.answered()

    def _blocking(self, path: str, call: "Callable[[Client], Any]") -> "Answer":
        """Runs in the one thread; nothing else uses the connection."""
        if self._connection is None:
            # The library brings 7 MB, which a daemon without qBittorrent never needs.
            from clients.qbittorrent.connection import Connection

            self._connection = Connection(self.login, clock=self.clock)
        return self._connection.ask(path, call)
