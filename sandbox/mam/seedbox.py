"""The function that gives the tracker a session's new address (facts/mam.md 1c)."""

from datetime import datetime, timedelta
from typing import Any, Final

MESSAGES: Final = {
    "Completed": 200,
    "No change": 200,
    "Last change too recent": 429,
    "No Session Cookie": 403,
    "Invalid session": 403,
    "Invalid session - IP mismatch": 403,
    "Invalid session - ASN mismatch": 403,
    "Invalid session - Invalid Cookie": 403,
    "Invalid session - Other": 403,
    "Incorrect session type - not allowed this function": 403,
    "Incorrect session type - non-API session": 403,
}
_LEAST_INTERVAL: Final = timedelta(hours=1)


class DynamicSeedbox:
    """Keeps the address that the tracker knows.

    A test sets `address` (where requests come from) and `refusal` (a key of `MESSAGES` to answer with).
    """

    def __init__(self) -> None:
        self.address = "192.0.2.10"
        self.refusal: str | None = None
        self.known_address: str | None = None
        self._changed: datetime | None = None

    def message(self, cookies: dict[str, str], *, alive: bool, now: datetime) -> str:
        """The message for a request with these cookies; a new address is kept.

        Args:
            cookies: The request's.
            alive: Whether its API session is.
            now: The site's time: addresses change once an hour at most.
        """
        if self.refusal is not None:
            return self.refusal
        if "mam_id" not in cookies:
            return "Incorrect session type - non-API session" if "mbsc" in cookies else "No Session Cookie"
        if not alive:
            return "Invalid session - Invalid Cookie"
        if self.address == self.known_address:
            return "No change"
        if self._changed is not None and now - self._changed < _LEAST_INTERVAL:
            return "Last change too recent"
        self.known_address, self._changed = self.address, now
        return "Completed"

    def body(self, message: str) -> dict[str, Any]:
        """The JSON answer that carries the message."""
        return {"Success": MESSAGES[message] == 200, "msg": message} | self.network()

    def network(self) -> dict[str, Any]:
        """The address and its network, as the site sees them."""
        return {"ip": self.address, "ASN": 64_496, "AS": "Documentation Network"}
