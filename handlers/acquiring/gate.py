"""Whether downloads may be acquired at the moment."""

from dataclasses import dataclass
from typing import Final, Literal

from clients.mam.client import Mam
from domain.clock import Clock
from store.switches import Switches

SWITCH: Final = "acquisition"

Mode = Literal["off", "propose", "auto"]
"""Whether the search is off, proposes matches, or downloads them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionGate:
    """What the settings, a person and MAM allow; checked at each step and right before each add."""

    mode: Mode
    dry_run: bool
    switches: Switches
    mam: Mam
    clock: Clock

    async def closed(self) -> str | None:
        """Why no download may be acquired now, as a reason for a record; None when it may."""
        if self.mode == "off":
            return "ACQUISITION is off: shelfhook neither searches by itself nor downloads"
        paused = await self.switches.why_off(SWITCH)
        return None if paused is None else f"search and download are paused: {paused}"

    async def closed_for_adding(self) -> str | None:
        """The same for changes in the torrent client."""
        if self.dry_run:
            return "DRY_RUN is on: nothing is added to qBittorrent"
        return await self.closed()

    async def pause(self, reason: str) -> None:
        """Stop acquiring until a person resumes; at once, and over restarts."""
        await self.switches.off(SWITCH, reason=reason, now=self.clock.now())

    async def resume(self) -> None:
        """Acquire again, because a person resumed."""
        self.mam.resume()
        await self.switches.on(SWITCH)

    async def pause_if_blocked(self) -> bool:
        """Pause if MAM has blocked the account's downloads; whether it has."""
        blocked = self.mam.acquisition_blocked
        if blocked is None:
            return False
        await self.pause(blocked)
        # From here on the switch stops us: a person may resume through another daemon than this one.
        self.mam.resume()
        return True
