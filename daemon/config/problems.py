"""Settings, or all that is wrong with them in words that say what to do."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from clients.apprise import known
from daemon.config.acquisition import search_list
from daemon.config.credentials import credential_files
from daemon.config.invalid import SettingsProblemsError
from daemon.config.settings import Settings
from daemon.config.sources import ENV_FILE
from domain.errors import BadInputError
from store.database import Database


def load(*, env_file: Path = ENV_FILE, complete: bool = True, may_be_new: bool = False) -> Settings:
    """The settings.

    Args:
        env_file: Read where it exists; the environment wins over it.
        complete: Also ask for what the daemon cannot work without.
        may_be_new: That nothing but this is missing is no problem: the page then says what to do.

    Raises:
        SettingsProblemsError: With every problem at once.
    """
    problems: list[str] = []
    is_only_new = False
    try:
        settings = Settings.read(env_file=env_file)
    except ValidationError as error:
        problems = [f"{_name(e['loc'])}: {_plain(e['msg'])}" for e in error.errors()]
        settings = _without(error, env_file)
    if complete:
        wrong = contradictions(settings)
        is_only_new = not problems and not wrong
        problems += [*([] if is_only_new and may_be_new else missing(settings)), *wrong]
    if problems:
        told = [*(_placed(one, env_file) for one in problems), *misspelt(env_file)]
        raise SettingsProblemsError(told, is_only_new=is_only_new)
    return settings


def load_consistent() -> Settings:
    """The settings, with or without what a daemon needs.

    Raises:
        SettingsProblemsError: One is wrong, or some contradict each other.
    """
    settings = load(complete=False)
    if problems := contradictions(settings):
        raise SettingsProblemsError(problems)
    return settings


def _without(error: ValidationError, env_file: Path) -> Settings:
    """The settings with the wrong ones at their defaults, so that what else is wrong can be told too."""
    wrong = {str(e["loc"][0]) for e in error.errors()}
    defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong}
    return Settings.read(env_file=env_file, **defaults)


def _placed(problem: str, env_file: Path) -> str:
    """The problem, and where its setting stands unless the environment overrules that."""
    name = problem.partition(":")[0].partition(".")[0]
    if name.lower() not in Settings.model_fields or name in os.environ or not env_file.is_file():
        return problem
    sets = re.compile(rf"\s*(?:export\s+)?{name}\s*=", re.IGNORECASE)
    lines = env_file.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [number for number, line in enumerate(lines, 1) if sets.match(line)]
    return f"{problem} (set in {env_file}, line {found[-1]})" if found else problem


def misspelt(env_file: Path = ENV_FILE, environment: Mapping[str, str] = os.environ) -> list[str]:
    """What looks like one of our names and is none: in the environment, the credentials and *env_file*."""
    ours = [name.upper() for name in Settings.model_fields]
    in_file = (
        [name for name in dotenv_values(env_file) if name.upper() not in ours] if env_file.is_file() else []
    )
    found = [(name, str(env_file), 0.6) for name in in_file]
    found += [(name, "the environment", 0.85) for name in environment if name.upper() not in ours]
    credentials = [name.upper() for name in credential_files(environment)]
    found += [(name, "the credentials", 0.85) for name in credentials if name not in ours]
    hints = []
    for name, place, similarity in found:
        near = difflib.get_close_matches(name.upper(), ours, n=1, cutoff=similarity)
        if near:
            hints.append(f"{name} in {place} is not a setting: did you mean {near[0]}?")
        elif place == str(env_file):
            hints.append(f"{name} in {place} is not a setting of shelfhook")
    return hints


def missing(settings: Settings) -> list[str]:
    """What the daemon cannot work without and does not have, a sentence each."""
    problems = []
    if settings.mam_access is None:
        problems.append(
            "MAM credentials not configured: set MAM_ID, or MAM_USERNAME and MAM_PASSWORD, in .env"
        )
    if settings.abs_token is None:
        problems.append(
            "Audiobookshelf not configured: set ABS_TOKEN (and ABS_URL) in .env; an API key is made in "
            "Audiobookshelf under Settings, API Keys"
        )
    return problems


def contradictions(settings: Settings) -> list[str]:
    """What is wrong with settings that are right one by one, a sentence each."""
    problems = []
    named, secret = settings.qbittorrent_username, settings.qbittorrent_password
    if settings.qbittorrent_api_key is None and (named is None) != (secret is None):
        missing = "QBITTORRENT_USERNAME" if named is None else "QBITTORRENT_PASSWORD"
        problems.append(f"{missing}: qBittorrent's login needs both name and password; set it in .env")
    for check in (
        lambda: Database(settings.store_url),
        lambda: search_list(settings.search_queries, settings.search_file),
        lambda: known(settings.notify_urls),
    ):
        try:
            check()
        except BadInputError as error:
            problems.append(str(error))
    return problems


def _name(location: tuple[int | str, ...]) -> str:
    first, *rest = location
    return ".".join([str(first).upper(), *(str(part) for part in rest)])


def _plain(message: str) -> str:
    plain = message.removeprefix("Value error, ")
    return plain[:1].lower() + plain[1:] if plain.startswith("Input should") else plain
