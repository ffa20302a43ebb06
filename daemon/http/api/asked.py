"""What the phases ask for, whoever answers."""

from typing import Any, Protocol

View = dict[str, Any]
"""Plain values, as an answer over HTTP carries them."""


class Asked(Protocol):
    """The part of a daemon that the phases ask."""

    async def about(self) -> View:
        """The configuration: ``missing`` credentials, ``queries``, and why acquiring is ``closed``."""

    async def check(self, service: str) -> View:
        """Whether a service is there and lets us in: ``ok``, ``said`` and ``mend``."""

    async def begin(self, kind: str) -> int:
        """The number of a new run of a cycle, or of the one that is open."""

    async def progress(self, run: int) -> View:
        """A run: its row, what it ``searched``, its ``steps``, and once it has ended the ``records`` it made."""

    async def preview_search(self, position: int) -> View:
        """What the query at this place would come to: what a run notes of it, and ``records``."""

    async def preview_enrichment(self) -> View:
        """What an enrichment would look up: ``due``, the books, each with what it lacks."""


class Mover(Protocol):
    """What makes runs go on."""

    async def turn(self) -> None:
        """Let a little happen."""

    async def give_up(self, run: int, reason: str) -> str:
        """Wait no longer for a run; what becomes of it, for a person."""
