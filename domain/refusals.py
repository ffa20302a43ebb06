"""Refused credentials, remembered over restarts and by all daemons on a store."""

from typing import Protocol


class Refusals(Protocol):
    """The refusal of one service's present credentials; others were not refused."""

    async def why(self) -> str | None:
        """The service's message, as it follows its name; None when it did not refuse them."""

    async def note(self, reason: str) -> None:
        """Store that they were refused; *reason* says what to do."""

    async def forget(self) -> None:
        """Store that they were accepted."""

    async def may_try(self) -> bool:
        """Whether this start of the daemon is one more try."""


def command(service: str) -> str:
    """The command by which a person has a service's refused credentials tried once more."""
    return f"shelfhook retry {service.replace('_', '-')}"
