"""Audiobookshelf on a bad day."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from sandbox.audiobookshelf.faults import Fault, Orders

SHARE: Final = 0.3
"""Of all calls that go wrong, in one of four ways."""


@dataclass(slots=True)
class RandomFaults(Orders):
    """Lets calls go wrong at random, and counts how."""

    dice: Random = field(default_factory=Random)
    share: float = SHARE
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, request_line: str) -> Fault | None:  # noqa: ARG002 - luck looks at no request
        """The fault for this request, if luck is against it."""
        if self.dice.random() >= self.share:
            self._count("right")
            return None
        name, fault = self.dice.choice(
            [
                ("500", Fault(status=500)),
                ("dropped before", Fault(drop="before")),
                ("dropped after", Fault(drop="after")),
                ("slow", Fault(slow=timedelta(seconds=self.dice.uniform(0.02, 0.3)))),
            ]
        )
        self._count(name)
        return fault

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
