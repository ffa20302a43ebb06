"""Values that were typed and tried, and are not saved yet."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.setup.steps import Step
from daemon.setup.tried import Tried
from domain.sessions import StoredSession


@dataclass(frozen=True, slots=True)
class Draft:
    """One step's values by their settings' names, and what their test found.

    Args:
        values: As they were typed; secrets are among them.
        tried: The result.
        name: Unguessable; a button that saves names it, so that nothing else is saved than what the person saw.
        session: MAM's session as the test left it: the site may have renewed it.
        saved: Whether the values were written.
    """

    values: Mapping[str, str] = field(repr=False)
    tried: Tried
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    session: StoredSession | None = field(default=None, repr=False)
    saved: bool = False


@dataclass(slots=True)
class Drafts:
    """The last draft of each step, and whether qBittorrent calls us; they outlive a reload and not the process.

    `hook_installed` is None until qBittorrent was asked.
    """

    hook_installed: bool | None = None
    _kept: dict[Step, Draft] = field(default_factory=dict, repr=False)

    def of(self, step: Step) -> Draft | None:
        """The step's last draft."""
        return self._kept.get(step)

    def keep(self, step: Step, draft: Draft) -> None:
        """Put it in the place of the step's former one."""
        self._kept[step] = draft
