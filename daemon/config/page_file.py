"""The settings that are made in the page: a file of the state directory, which every other source wins over."""

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog

from daemon.config.characters import IN_LINES
from daemon.config.env_file import assignments, line
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.config.sources import ENV_FILE, NOT_IN_PAGE, PAGE_FILE, Given, given_by, outside_the_page
from daemon.config.state_dir import keep

_HEAD: Final = "# Written by shelfhook's page. The environment, credentials and .env win over these lines.\n"
_BREAK: Final = re.compile(r"\r\n|\n|\r")

_one_at_a_time: Final = threading.Lock()
_log: Final = structlog.get_logger("shelfhook")


def save(changes: Mapping[str, str | None], *, state_dir: Path, env_file: Path = ENV_FILE) -> list[str]:
    """Check the settings as they are with these changes, and write them to the page's file.

    They count from the next reload; see `daemon.config.reloading`. A line of the log names the settings that
    were written, without their values.

    Args:
        changes: Texts by settings' names in lower case, as they would be in .env, but perhaps of several lines;
            None where the page is not to set it any more.
        state_dir: Where the file is.
        env_file: The file that wins over the page.

    Returns:
        The names of the settings that the file has otherwise now.

    Raises:
        SettingsProblemsError: With every problem at once, in the words of a start; nothing is written.
        ShelfhookError: The file cannot be written.
    """
    with _one_at_a_time:
        return _saved(changes, state_dir / PAGE_FILE, env_file)


def _saved(changes: Mapping[str, str | None], file: Path, env_file: Path) -> list[str]:
    before = {one.name.lower(): one.value for one in assignments(file)}
    after = before | {name: _one_line(name, text) for name, text in changes.items() if text is not None}
    after = {name: text for name, text in after.items() if changes.get(name, text) is not None}
    if fixed := _not_the_pages(changes, env_file):
        raise SettingsProblemsError(fixed)
    load(env_file=env_file, page=after)
    changed = sorted(name for name in before | after if before.get(name) != after.get(name))
    if changed:
        lines = [line(name.upper(), after[name]) for name in Settings.names() if name in after]
        keep(file, _HEAD + "".join(f"{one}\n" for one in lines), durable=True)
        _log.info("settings_saved", settings=[name.upper() for name in changed])
    return changed


def version(state_dir: Path) -> str:
    """Another text after each save, which says nothing of the content; empty without a file."""
    try:
        return str((state_dir / PAGE_FILE).stat().st_mtime_ns)
    except OSError:
        return ""


def _one_line(name: str, text: str) -> str:
    return _BREAK.sub(" ", text) if name in IN_LINES else text


def _not_the_pages(names: Mapping[str, str | None], env_file: Path) -> list[Problem]:
    """Why the page may not set these."""
    sources, problems = given_by(names, env_file=env_file), []
    for name in names:
        what, one = name.upper(), sources.get(name)
        if name not in Settings.names():
            problems.append(Problem(what, "is not a setting of shelfhook", name))
        elif name in NOT_IN_PAGE:
            problems.append(
                Problem(what, f"says where the page's own file is: set it in {outside_the_page()}", name)
            )
        elif one is not None and one.is_fixed(name):
            problems.append(Problem(what, f"is set in {place_of(one)}, which wins: change it there", name))
    return problems


def place_of(given: Given) -> str:
    """Where a person finds the setting."""
    if given.file is None:
        return "the environment"
    return str(given.file) if given.line is None else f"{given.file}, line {given.line}"
