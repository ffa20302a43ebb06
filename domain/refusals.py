"""What is remembered of credentials that a service refused, over restarts and by all daemons on a store."""

from typing import Protocol


class Refusals(Protocol):
    """The refusal of one service's credentials as they are set; others were not refused."""

    async def why(self) -> str | None:
        """What the service said; None when it did not refuse them."""

    async def note(self, reason: str) -> None:
        """They were refused just now; *reason* says what to do."""

    async def forget(self) -> None:
        """They were accepted just now."""

    async def may_try(self) -> bool:
        """Whether this start of the daemon is one more try."""


def command(service: str) -> str:
    """The command by which a person has refused credentials of a service tried once more."""
    return f"shelfhook retry {service.replace('_', '-')}"
