"""Of several daemons on one store, one leads: what must be done by one alone is its work."""

from typing import Final

LEADERS: Final = frozenset({"search.due", "download.approved", "enrichment.due"})
"""The kinds of events that the leader alone takes.

Their handlers need MAM's session, which has one user, or keep a pace: one add at a time, one request a second.
A completion may need the session too, when its record is not stored yet; then it waits for the leader.
"""
