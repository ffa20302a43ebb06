"""What is stored of a session with MAM over restarts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredSession:
    """The session as it was after the last answer.

    Args:
        fingerprint: Of the configured credentials that it came from; never the credentials themselves.
        cookies: By name, as last rotated. Secret.
        refused: The sentence that says why these credentials are not tried again; None while they are accepted.
        used_at: When the site last accepted it.
    """

    fingerprint: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    refused: str | None = None
    used_at: datetime | None = None


class SessionVault(Protocol):
    """Stores one session, encrypted, over restarts."""

    def term(self) -> int:
        """How often this process has become the session's only user; when the number changes, load the session again.

        Raises:
            ElsewhereError: Another process is its user.
        """

    async def load(self) -> StoredSession | None:
        """The session last saved; None without one, or when it was sealed with other credentials."""

    async def save(self, session: StoredSession) -> None:
        """Replace the stored session; on disk when this returns."""
