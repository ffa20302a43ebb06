"""An HTTP proxy between us and a service."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class Proxy:
    """The address of a proxy, and its credentials."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def at(cls, address: SecretStr) -> Self:
        """The one at an address like ``http://user:password@host:8888``."""
        parts = urlsplit(address.get_secret_value())
        url = f"http://{parts.netloc.rpartition('@')[2]}"
        if parts.username is None:
            return cls(url)
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return cls(url, {"Proxy-Authorization": f"Basic {b64encode(login.encode()).decode()}"})
