"""The requests that a service with a quota grants."""

from typing import Protocol

from domain.errors import QuotaGoneError


class Allowance(Protocol):
    """The requests that a service still allows us, counted over all runs and restarts."""

    async def take(self) -> None:
        """Use one request, right before it is sent.

        Raises:
            QuotaGoneError: The day's requests are used up.
        """

    async def exhaust(self) -> QuotaGoneError:
        """Use up the day's requests: the service says that none is left. Returns the error to raise."""
