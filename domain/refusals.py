"""What is remembered of credentials that a service refused, over restarts."""

from typing import Protocol


class Refusals(Protocol):
    """The refusal of one service's credentials as they are set; others were not refused."""

    async def why(self) -> str | None:
        """What the service said; None when it did not refuse them."""

    async def note(self, reason: str) -> None:
        """They were refused just now; *reason* says what to do."""
