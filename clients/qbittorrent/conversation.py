"""One call to qBittorrent at a time, in a thread of its own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from clients._stranger import not_there
from clients._thread import OneThread
from clients.qbittorrent.login import Login, StillForbiddenError
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import CredentialsError, NotFoundError, ShelfhookError, UnavailableError
from domain.fixes import RELOAD

if TYPE_CHECKING:
    from qbittorrentapi import Client

    from clients.qbittorrent.connection import Answer, Connection

_PASSES: Final = timedelta(hours=1)

_log: Final = logging.getLogger("shelfhook.clients")


@dataclass(slots=True, kw_only=True, eq=False)
class Conversation:
    """The way of every call: the breaker, the line, and the one connection.

    The arguments are those of `clients.qbittorrent.client.Qbittorrent`.
    """

    login: Login
    dependency: Dependency
    clock: Clock
    _thread: OneThread = field(init=False, repr=False, default_factory=lambda: OneThread("qbittorrent"))
    _connection: "Connection | None" = field(init=False, repr=False, default=None)

    async def ask(self, path: str, call: "Callable[[Client], Any]", *, of_a_torrent: bool = False) -> Any:
        """The result of a call.

        Args:
            path: The request's path, for messages.
            call: Asks it of the library's client, in the thread.
            of_a_torrent: Whether a 404 says that there is no such torrent; else it says that there is no
                qBittorrent at the address.

        Raises:
            ShelfhookError: As `Qbittorrent` says.
        """
        if self.login.lacks is not None:
            mend = f"set {self.login.lacks}, and {RELOAD}"
            raise CredentialsError("needs both name and password for a login", mend, service="qbittorrent")
        with self.dependency.breaker.admitted():
            again = self.dependency.breaker.refused is not None
            answer = await self._thread.run(self._blocking, path, call, is_another_try=again)
            error = answer.error
            if isinstance(error, NotFoundError) and not of_a_torrent:
                trouble = not_there(self.login.place)
                said = f"{error.said}: {trouble.what}"
                error = UnavailableError(said, trouble.mend, service=self.dependency.name)
                error.__cause__ = answer.error
            await self._report(path, error, seconds=answer.seconds)
        if error is not None:
            raise error
        return answer.value

    def close(self) -> None:
        """Let the connection go, and end a call that is under way."""
        if self._connection is not None:
            self._connection.cut()
        self._thread.close()
        self._connection = None

    async def _report(self, path: str, error: ShelfhookError | None, *, seconds: float) -> None:
        breaker = self.dependency.breaker
        # A service that refuses a login, or answers in an unknown form, is available.
        if isinstance(error, StillForbiddenError):
            self.dependency.answered(seconds=seconds)
            self.dependency.deny("", error.reason)
            breaker.failed(error.reason)
            return
        if isinstance(error, UnavailableError):
            self.dependency.failed(error.reason, seconds=seconds)
            breaker.failed(error.reason)
            return
        self.dependency.answered(seconds=seconds)
        breaker.answered()
        if error is None or isinstance(error, NotFoundError):
            _log.debug("qBittorrent %s answered in %.3f s", path, seconds, extra={"service": "qbittorrent"})
            await self.dependency.accepted()
        elif isinstance(error, CredentialsError):
            await self._refuse(error.reason)
        else:
            self.dependency.disappointed(error.reason)

    async def _refuse(self, why: str) -> None:
        """Show no credentials any more; a ban, or a host name that is not accepted, may pass by itself."""
        are_wrong = self._connection is not None and self._connection.refused is not None
        await self.dependency.refuse(why, again=None if are_wrong else _PASSES, keep=are_wrong)

    def _blocking(
        self,
        path: str,
        call: "Callable[[Client], Any]",
        *,
        is_another_try: bool,
    ) -> "Answer":
        """Runs in the one thread; nothing else uses the connection."""
        if self._connection is None:
            # The library brings 7 MB, which a daemon without qBittorrent never needs.
            from clients.qbittorrent.connection import Connection

            self._connection = Connection(self.login, clock=self.clock)
        if is_another_try:
            self._connection.allow_another_try()
        return self._connection.ask(path, call)
