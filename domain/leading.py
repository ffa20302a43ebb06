"""Of several daemons on one store, one leads and does the work that only one daemon may do."""

from typing import Final

from domain.cycles import CYCLES

LEADERS: Final = frozenset({"download.approved", *(cycle.event for cycle in CYCLES.values() if cycle.leads)})
"""The kinds of events that only the leader handles.

Their handlers need MAM's session, which has one user, or keep a pace: one add at a time, one request a second.
A completion may need the session too, when its record is not stored yet; then it waits for the leader.
"""
