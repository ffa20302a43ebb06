"""The session of a client that has no credentials."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final

from clients._http import Answer
from clients.mam.cookies import Jar
from clients.mam.wire import Request
from domain.errors import CredentialsError

_UNSET: Final = "MyAnonamouse credentials not configured: set MAM_ID, or MAM_USERNAME and MAM_PASSWORD"


class NoSession:
    """Sends no request: there are no credentials."""

    used_at: datetime | None = None

    async def ask(self, request: Request) -> Answer:  # noqa: ARG002 - as the other sessions have it
        """Refuse.

        Raises:
            CredentialsError: Always.
        """
        raise CredentialsError(_UNSET)

    def lent(self) -> AbstractAsyncContextManager[Jar]:
        """Refuse.

        Raises:
            CredentialsError: Always.
        """
        raise CredentialsError(_UNSET)

    async def heard(self, lines: Sequence[str]) -> None:
        """Nothing was asked."""

    async def load(self) -> None:
        """Nothing is stored."""
