"""What is remembered of a session with MAM over restarts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredSession:
    """The session as it was after the last answer.

    Args:
        fingerprint: Of the configured credentials that it grew from; never the credentials themselves.
        cookies: By name, as last rotated. Secret.
        refused: The sentence that says why these credentials are not tried again; None while they are good.
        used_at: When the site last answered to it.
    """

    fingerprint: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    refused: str | None = None
    used_at: datetime | None = None


class SessionVault(Protocol):
    """Keeps one session, encrypted, across restarts."""

    def term(self) -> int:
        """How often this process has become the session's one user; with another number, load it anew.

        Raises:
            ElsewhereError: Another process is its user.
        """

    async def load(self) -> StoredSession | None:
        """The session last saved; None when there is none, or when it was sealed with other credentials."""

    async def save(self, session: StoredSession) -> None:
        """Replace what was kept; on disk when it returns."""
