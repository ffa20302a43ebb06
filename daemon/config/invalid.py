"""Settings that are wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.errors import BadInputError, DamagedStoreError, PermanentError, ShelfhookError, StoreRefusedError

EXIT_CONFIG: Final = 78
"""EX_CONFIG of sysexits.h: systemd is configured not to restart after it."""


def exit_status(error: ShelfhookError) -> int:
    """The exit status for *error*: 78 if every start fails until a person fixes it; else 1."""
    is_final = isinstance(
        error, SettingsProblemsError | BadInputError | DamagedStoreError | StoreRefusedError
    )
    return EXIT_CONFIG if is_final else 1


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with the settings, its fix, and the setting, if it is in one.

    No value is quoted.
    """

    what: str
    mend: str
    setting: str | None = None

    @classmethod
    def of(cls, error: BadInputError) -> "Problem":
        """The problem of a setting."""
        if error.mend is None:
            return Problem(error.field, error.problem, error.field)
        return Problem(f"{error.field}: {error.problem}", error.mend, error.field)

    @property
    def names_only(self) -> bool:
        """Whether *what* is only a setting's name, and *mend* says what it must be."""
        return self.setting is not None and self.what.partition(".")[0] == self.setting.upper()

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.mend}" if self.mend else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Problem):
    """A setting that is not set, and the service that cannot be used without it."""

    service: str


class SettingsProblemsError(PermanentError):
    """All that is wrong with the settings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
