"""How torrents get in: proved by the list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from clients.qbittorrent.torrents import Torrent
from domain.clock import Clock
from domain.errors import UnavailableError, UnexpectedAnswerError

ADD_INTERVAL: Final = timedelta(seconds=5)
PATH: Final = "/api/v2/torrents/add"
_READS: Final = 5
_BETWEEN_READS: Final = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class ProvedAdd:
    """Adds a torrent and believes only the list.

    An answer that was lost, or that says "Fails.", may mean that it was added (facts/qbittorrent.md 0.7).

    Args:
        read: Reads the torrent as it is listed now; None when it is not listed.
        send: Asks for it to be added.
        clock: Sleeps between the reads.
    """

    read: Callable[[], Awaitable[Torrent | None]]
    send: Callable[[], Awaitable[object]]
    clock: Clock

    async def __call__(self) -> Torrent:
        """The torrent as it is listed; a torrent that is listed already is not sent.

        Raises:
            UnexpectedAnswerError: It was not taken.
        """
        there = await self.read()
        if there is not None:
            return there
        doubt: UnavailableError | UnexpectedAnswerError = UnexpectedAnswerError(
            f"{PATH} did not accept the torrent", service="qbittorrent"
        )
        try:
            await self.send()
        except (UnavailableError, UnexpectedAnswerError) as error:
            doubt = error
        for _ in range(_READS):
            added = await self.read()
            if added is not None:
                return added
            await self.clock.sleep(_BETWEEN_READS)
        raise doubt
