"""Sending through apprise, which knows the services."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import structlog
from pydantic import SecretStr

from clients._thread import OneThread
from clients._tls import Bundle
from domain.errors import BadInputError, UnavailableError
from domain.notices import Message

if TYPE_CHECKING:
    from apprise import NotifyBase

SECONDS: Final = 60
"""For all services together; apprise gives each connection a few."""

_log: Final = structlog.get_logger("shelfhook.notifications")


@dataclass(slots=True)
class Services:
    """The services at these addresses, asked in one thread of their own.

    apprise is loaded with the first message: a daemon without notifications does not need it.

    Args:
        urls: apprise's addresses, which hold secrets.
        ca_file: More authorities to trust, in PEM.
    """

    urls: Sequence[SecretStr] = field(repr=False)
    ca_file: Path | None = None
    _thread: OneThread = field(default_factory=lambda: OneThread("notifications"), repr=False)
    _asked: "asyncio.Future[list[str]] | None" = None
    _opened: list[tuple[str, Any]] = field(default_factory=list, repr=False)
    _bundle: Bundle | None = None

    async def send(self, message: Message) -> None:
        """Send one message to each; it counts as sent when one of them took it.

        Raises:
            UnavailableError: None took it, or not in time.
        """
        if self._asked is not None and not self._asked.done():
            raise UnavailableError(
                "notifications: the services have not answered yet", service="notifications"
            )
        self._asked = self._thread.run(self._send, message)
        try:
            async with asyncio.timeout(SECONDS):
                failed = await asyncio.shield(self._asked)
        except TimeoutError as error:
            raise UnavailableError(
                f"notifications: no answer within {SECONDS} s", service="notifications"
            ) from error
        except BadInputError as error:
            # The settings were checked at the start, so this is no reason to end.
            raise UnavailableError(f"notifications: {error}", service="notifications") from error
        if len(failed) == len(self.urls):
            raise UnavailableError(
                f"notifications: not taken by {', '.join(failed)}", service="notifications"
            )
        if failed:
            _log.warning("notification_partly_sent", services=failed)

    def _send(self, message: Message) -> list[str]:
        """Runs in the thread; the services that did not take it."""
        if not self._opened:
            self._opened = opened(self.urls)
            self._trust()
        return [name for name, one in self._opened if not _taken(one, message)]

    def _trust(self) -> None:
        """Let the services that check certificates trust the same ones as our other connections."""
        self._bundle = Bundle(self.ca_file)
        for _, service in self._opened:
            if service.verify_certificate:
                service.verify_certificate = self._bundle.path


def known(urls: Sequence[SecretStr]) -> None:
    """Check that there is a service at each address, without asking it; apprise is loaded only for one.

    Raises:
        BadInputError: apprise is not installed, or does not know an address.
    """
    if urls:
        opened(urls)


def opened(urls: Sequence[SecretStr]) -> "list[tuple[str, NotifyBase]]":
    """Each service with a name that holds no secret.

    Raises:
        BadInputError: apprise is not installed, or does not know an address.
    """
    try:
        from apprise import Apprise, AppriseAsset, OverflowMode
    except ImportError as error:
        raise BadInputError("NOTIFY_URLS", "needs apprise: pip install 'shelfhook[notify]'") from error
    # Its own lines quote the addresses.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    asset = AppriseAsset(app_id="shelfhook", app_desc="shelfhook", app_url="", async_mode=False)
    services = []
    for number, url in enumerate(urls, 1):
        schema = url.get_secret_value().partition("://")[0]
        service = Apprise.instantiate(url.get_secret_value(), asset=asset)
        if service is None:
            raise BadInputError(
                "NOTIFY_URLS",
                f"number {number} ({schema}://…) is not an address that apprise knows; see its documentation for "
                "each service",
            )
        # One that takes little text gets as much as it takes, in one message.
        service.overflow_mode = OverflowMode.TRUNCATE
        _as_plain_text(service)
        services.append((f"number {number} ({schema})", service))
    return services


def _as_plain_text(service: Any) -> None:
    """Mark a message as plain text for each service that distinguishes, whatever its address asks for."""
    from apprise import NotifyFormat

    declared: Any = type(service).notify_format
    formats = declared if isinstance(declared, tuple) else (declared,)
    if NotifyFormat.TEXT in formats:
        service.notify_format = NotifyFormat.TEXT


def _taken(service: Any, message: Message) -> bool:
    try:
        return bool(service.notify(title=message.title, body=message.body, body_format="text"))
    except Exception as error:  # noqa: BLE001 - whatever a plugin does, the others get the message
        _log.warning("notification_failed", error=type(error).__name__)
        return False
