"""qBittorrent's address and credentials."""

import ssl
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from clients._trouble import Place
from domain.errors import UnavailableError


class StillForbiddenError(UnavailableError):
    """It refuses a call although it took the login: for all we know the login may not do this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """qBittorrent's address and credentials.

    Args:
        url: The base address, with its scheme.
        username: None where qBittorrent asks for no login.
        password: None where qBittorrent asks for no login.
        api_key: Used in place of the two; qBittorrent knows keys from 5.2 on.
        lacks: The setting with the missing half of a login, which is not tried without it.
        trusted: Says whose certificates are trusted; None for this machine's authorities.
        patience: How long one call may take in all.
    """

    url: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    password: SecretStr | None = None
    api_key: SecretStr | None = None
    lacks: str | None = None
    trusted: ssl.SSLContext | None = field(default=None, repr=False)
    patience: timedelta = timedelta(seconds=60)

    @property
    def place(self) -> Place:
        """Where it is, for messages."""
        return Place("qbittorrent", self.url)
