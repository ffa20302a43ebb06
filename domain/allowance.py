"""Leave to ask a service that counts what it is asked."""

from typing import Protocol

from domain.errors import QuotaGoneError


class Allowance(Protocol):
    """The requests that a service still grants us, counted over all runs and restarts."""

    async def take(self) -> None:
        """Use one request, right before it is sent.

        Raises:
            QuotaGoneError: The day's are used up.
        """

    async def exhaust(self) -> QuotaGoneError:
        """Use up the day's: the service says that they are. Returns the error to raise."""
