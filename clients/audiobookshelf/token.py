"""What a token says of itself; it is not checked, and never shown (facts/audiobookshelf_2.md 8)."""

import base64
import json
from enum import StrEnum
from typing import Any, Final


class TokenKind(StrEnum):
    """Whose token it is. An access token ends within an hour, a refresh token is none for the API."""

    API_KEY = "api_key"
    USER = "user"
    ACCESS = "access"
    REFRESH = "refresh"
    UNKNOWN = "unknown"

    @property
    def is_for_sockets(self) -> bool:
        """Whether the server's socket accepts it (facts/audiobookshelf_2.md 7)."""
        return self in {TokenKind.USER, TokenKind.ACCESS}


_BY_TYPE: Final = {"api": TokenKind.API_KEY, "access": TokenKind.ACCESS, "refresh": TokenKind.REFRESH}


def kind_of(token: str) -> TokenKind:
    """The kind of a token."""
    about = _payload(token)
    if "type" in about:
        return _BY_TYPE.get(str(about["type"]), TokenKind.UNKNOWN)
    return TokenKind.USER if "userId" in about else TokenKind.UNKNOWN


def _payload(token: str) -> dict[str, Any]:
    part = token.split(".")[1:2]
    try:
        found = json.loads(base64.urlsafe_b64decode(part[0] + "=" * (-len(part[0]) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
