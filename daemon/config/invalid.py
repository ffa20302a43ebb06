"""Settings that are wrong."""

from collections.abc import Iterable
from typing import Final

from domain.errors import PermanentError

EXIT_CONFIG: Final = 78
"""EX_CONFIG of sysexits.h: systemd is told not to restart after it."""


class SettingsProblemsError(PermanentError):
    """All that is wrong with the settings, a line each; no value is quoted.

    `is_only_new` says that nothing is wrong but what is not set yet.
    """

    def __init__(self, problems: Iterable[str], *, is_only_new: bool = False) -> None:
        self.problems = tuple(problems)
        self.is_only_new = is_only_new
        super().__init__("\n".join(self.problems))
