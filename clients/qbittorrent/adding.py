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
_LOOKS: Final = 5
_BETWEEN_LOOKS: Final = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class ProvedAdd:
    """Adds a torrent and believes only the list.

    An answer that was lost, or that says "Fails.", may mean that it was added (facts/qbittorrent.md 0.7).

    Args:
        look: The torrent as it is listed now; None when it is not.
        send: Asks for it to be added.
        clock: Sleeps between the looks.
    """

    look: Callable[[], Awaitable[Torrent | None]]
    send: Callable[[], Awaitable[object]]
    clock: Clock

    async def __call__(self) -> Torrent:
        """The torrent as it is listed; one that is there already is not sent.

        Raises:
            UnexpectedAnswerError: It was not taken.
        """
        there = await self.look()
        if there is not None:
            return there
        doubt: UnavailableError | UnexpectedAnswerError = UnexpectedAnswerError(
            f"qbittorrent {PATH} did not accept the torrent"
        )
        try:
            await self.send()
        except (UnavailableError, UnexpectedAnswerError) as error:
            doubt = error
        for _ in range(_LOOKS):
            added = await self.look()
            if added is not None:
                return added
            await self.clock.sleep(_BETWEEN_LOOKS)
        raise doubt
