"""Every kind of event, with its name."""

from collections.abc import Mapping
from typing import Final

from daemon.words import event_words
from domain import cycles

EVENT_KINDS: Final[Mapping[str, str]] = {
    **event_words.EVENTS,
    **{cycle.event: cycle.title for cycle in cycles.CYCLES.values()},
}
