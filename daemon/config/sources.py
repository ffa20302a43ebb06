"""Where settings come from: the environment wins over a credential, that over .env, and that over the page.

Nothing heavy is imported, and only names and texts are known here: a command that asks the daemon needs nothing but
the state directory. `daemon.config.settings` checks the texts.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from daemon.config.credentials import credential_files, credentials
from daemon.config.env_file import assignments
from daemon.config.installation import SERVICE_STATE, closed_to_this_user, is_of_the_service, settings_file
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.places import SYSTEMD_STATE, state_folder

ENV_FILE: Final = settings_file()

PAGE_FILE: Final = "page.env"
"""The file of the state directory with the settings that were made in the page."""

NOT_IN_PAGE: Final = frozenset({"state_dir"})
"""It says where the page's own file is."""

EMPTY_COUNTS: Final = frozenset(
    {
        "abs_duration_tag",
        "notify_kinds",
        *("search_cron", "enrichment_cron", "refresh_cron", "reconcile_cron", "library_sync_cron"),
    }
)
"""Settings that an empty value turns off. Of others it says nothing, so that the page may set what a copy of .env.example
leaves empty."""


class Source(StrEnum):
    """Where the value of a setting is from."""

    ENVIRONMENT = "environment"
    CREDENTIAL = "credential"
    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Given:
    """A setting's value as it is written.

    Args:
        value: It.
        source: Where it is written.
        file: The file; None for the environment.
        line: In the file, from 1; None where it has just the value.
    """

    value: str
    source: Source
    file: Path | None = None
    line: int | None = None

    def is_fixed(self, name: str) -> bool:
        """Whether it wins over the page."""
        return self.source is not Source.PAGE and bool(name in EMPTY_COUNTS or self.value.strip())


def given(names: Collection[str], *, env_file: Path = ENV_FILE) -> dict[str, str]:
    """The values by setting name in lower case; see `given_by`."""
    return {name: one.value for name, one in given_by(names, env_file=env_file).items()}


def given_by(names: Collection[str], *, env_file: Path = ENV_FILE) -> dict[str, Given]:
    """The values by setting name in lower case, with their sources; a later source is read only for missing ones.

    Args:
        names: The settings that are asked for.
        env_file: Read where it exists.

    Raises:
        SettingsProblemsError: *env_file*, the page's file or a credential that is needed cannot be read.
    """
    found: dict[str, Given] = {}
    for source in (_environment, _credentials, lambda missing: _in_file(missing, env_file, Source.FILE)):
        if missing := {name for name in names if name not in found}:
            found |= source(missing)
    free = {name for name in names if name not in found or not found[name].is_fixed(name)}
    return found | _of_page(free, env_file)


def state_dir(*, env_file: Path = ENV_FILE) -> Path:
    """The state directory that the settings name, without reading the others.

    Raises:
        SettingsProblemsError: The file with its name cannot be read, or is empty.
    """
    return _folder(given(["state_dir"], env_file=env_file).get("state_dir", ""), env_file)


def default_state_dir() -> Path:
    """Where the state lives unless it is set.

    Raises:
        SettingsProblemsError: This user has no place for it.
    """
    return _folder("", ENV_FILE)


def file_read() -> str | None:
    """The settings file that this process reads; None where there is none, and the environment alone counts."""
    return str(ENV_FILE.absolute()) if os.path.lexists(ENV_FILE) else None


def where_to_set() -> str:
    """Where a person may set what is missing, for the end of a sentence."""
    return f"on the page Settings or in {outside_the_page()}"


def outside_the_page() -> str:
    """The file where a person sets what the page may not: the one that is read, or would be if it existed."""
    return file_read() or str(closed_to_this_user(ENV_FILE) or f"a new file {ENV_FILE.absolute()}")


def _folder(text: str, env_file: Path) -> Path:
    """STATE_DIR, or its default; systemd names the service's only to the service."""
    if not text.strip() and not os.environ.get(SYSTEMD_STATE) and is_of_the_service(env_file):
        return SERVICE_STATE
    try:
        return state_folder(text)
    except ValueError as error:
        raise SettingsProblemsError([Problem("STATE_DIR", str(error), "state_dir")]) from error


def _environment(names: Collection[str]) -> dict[str, Given]:
    return {
        low: Given(value, Source.ENVIRONMENT)
        for name, value in os.environ.items()
        if (low := name.lower()) in names
    }


def _credentials(names: Collection[str]) -> dict[str, Given]:
    files, found = credential_files(), credentials(names)
    return {name: Given(value, Source.CREDENTIAL, files[name]) for name, value in found.items()}


def _in_file(names: Collection[str], file: Path, source: Source) -> dict[str, Given]:
    return {
        low: Given(one.value, source, file, one.number)
        for one in assignments(file)
        if (low := one.name.lower()) in names
    }


def _of_page(names: Collection[str], env_file: Path) -> dict[str, Given]:
    if not (names := set(names) - NOT_IN_PAGE):
        return {}
    try:
        folder = state_dir(env_file=env_file)
    except SettingsProblemsError:
        return {}  # which is said where the state directory is asked for
    return _in_file(names, folder / PAGE_FILE, Source.PAGE)
