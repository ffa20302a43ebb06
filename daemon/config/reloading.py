"""A reload: the daemon reads its settings again, and goes on in the same process."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from daemon.config.invalid import Problem
from daemon.config.settings import Settings

AT_START: Final = ("listen", "state_dir", "database_url")
"""Settings that a reload leaves as they are: where the daemon listens, and where all that it knows is kept."""


@dataclass(slots=True)
class Reloading:
    """Asks the process to read the settings again, and keeps the result.

    Args:
        asked: Set by a request.
        under_way: Whether a request has no result yet: what is in force may change at any moment.
        problems: Why the settings were not taken at the last reload; the former ones are in force then.
        at_next_start: The settings that have another value by now, which counts from the next start.
        read: The settings as they are by now, without taking them; None where they are not read from anywhere.
        configured: Those of the start.
    """

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: bool = False
    problems: tuple[Problem, ...] = ()
    at_next_start: tuple[str, ...] = ()
    read: Callable[[], Settings] | None = None
    configured: Settings | None = None

    def ask(self) -> None:
        """Let the daemon read its settings again, soon; several calls before that are one."""
        self.under_way = True
        self.asked.set()

    def settled(self) -> None:
        """The daemon works, with the settings that it was to read or with the former ones."""
        self.under_way = self.asked.is_set()

    def refused(self, problems: Iterable[Problem]) -> None:
        """The settings could not be taken."""
        self.problems = tuple(problems)

    def taken(self, configured: Settings, given: Settings) -> Settings:
        """The settings to go on with.

        Args:
            configured: Those of the start.
            given: Those that are given by now.
        """
        self.problems = ()
        kept = {name: getattr(configured, name) for name in AT_START}
        self.at_next_start = tuple(name for name in AT_START if getattr(given, name) != kept[name])
        return given.model_copy(update=kept)


def changed(former: Settings, settings: Settings) -> list[str]:
    """The names of the settings that differ; they say nothing of the values."""
    return [
        (field.alias or name).upper()
        for name, field in Settings.model_fields.items()
        if getattr(former, name) != getattr(settings, name)
    ]
