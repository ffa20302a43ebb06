"""Where qBittorrent is, and what it is shown."""

from dataclasses import dataclass, field

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Where qBittorrent is, and who asks.

    Args:
        url: The base address, with its scheme.
        username: None where qBittorrent asks for no login.
        password: None where qBittorrent asks for no login.
        api_key: Used in place of the two; qBittorrent knows keys from 5.2 on.
    """

    url: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    password: SecretStr | None = None
    api_key: SecretStr | None = None
