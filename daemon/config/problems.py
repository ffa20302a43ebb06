"""Settings, or everything that is wrong with them, with the fixes."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from clients._tls import trusting
from clients.apprise import known
from daemon.config.acquisition import search_list
from daemon.config.credentials import credential_files, for_the_service_alone
from daemon.config.env_file import assignments
from daemon.config.importing import import_folders
from daemon.config.invalid import Missing, Problem, SettingsProblemsError
from daemon.config.proxies import sign_in_by_proxy
from daemon.config.settings import Settings
from daemon.config.sources import ENV_FILE, Given, Source, given, given_by, where_to_set
from daemon.config.zones import doubt
from domain.errors import BadInputError
from domain.validation import own_words
from store.database import Database


def load(
    *,
    env_file: Path = ENV_FILE,
    consistent: bool = True,
    complete: bool = False,
    page: Mapping[str, str] | None = None,
) -> Settings:
    """The settings.

    Args:
        env_file: Read where it exists; the environment wins over it.
        consistent: Also ask whether some contradict each other.
        complete: Also require the settings that the daemon cannot work without.
        page: Those of the page, by names in lower case, in place of the ones in its file.

    Raises:
        SettingsProblemsError: With every problem at once.
    """
    sources = given_by(Settings.names(), env_file=env_file)
    if page is not None:
        others = {name: one for name, one in sources.items() if one.source is not Source.PAGE}
        sources = others | {
            name: Given(value, Source.PAGE)
            for name, value in page.items()
            if name not in others or not others[name].is_fixed(name)
        }
    settings, problems = _made({name: one.value for name, one in sources.items()})
    if consistent:
        problems += contradictions(settings)
    if complete:
        problems += missing(settings)
    if problems:
        raise SettingsProblemsError([*(_placed(one, sources) for one in problems), *misspelt(env_file)])
    return settings


def _made(texts: dict[str, str]) -> tuple[Settings, list[Problem]]:
    """The settings of these texts, with defaults in place of the wrong ones, and what is wrong with those."""
    try:
        return Settings.model_validate(texts), []
    except ValidationError as error:
        wrong = {str(e["loc"][0]) for e in error.errors()}
        defaults = {name: Settings.names()[name].get_default(call_default_factory=True) for name in wrong}
        return Settings.model_validate(texts | defaults), said_of(error)


def said_of(error: ValidationError) -> list[Problem]:
    """Pydantic's errors, by the settings' names."""
    return [Problem(_name(one["loc"]), own_words(one), str(one["loc"][0])) for one in error.errors()]


def _placed(problem: Problem, sources: Mapping[str, Given]) -> Problem:
    """The problem, and where its setting is, if that is a line of a file."""
    one = sources.get((problem.setting or "").lower())
    if one is None or one.line is None:
        return problem
    return replace(problem, mend=f"{problem.mend} (set in {one.file}, line {one.line})")


def misspelt(env_file: Path = ENV_FILE, environment: Mapping[str, str] = os.environ) -> list[Problem]:
    """Names similar to ours that are not settings: in the environment, the credentials and *env_file*."""
    ours = [name.upper() for name in Settings.names()]
    in_file = dict.fromkeys(one.name for one in assignments(env_file))
    found = [(name, str(env_file), 0.6) for name in in_file if name.upper() not in ours]
    found += [(name, "the environment", 0.85) for name in environment if name.upper() not in ours]
    credentials = [name.upper() for name in credential_files(environment)]
    found += [(name, "the credentials", 0.85) for name in credentials if name not in ours]
    hints = []
    for name, place, similarity in found:
        near = difflib.get_close_matches(name.upper(), ours, n=1, cutoff=similarity)
        if near:
            hints.append(Problem(f"{name} in {place} is not a setting", f"did you mean {near[0]}?"))
        elif place == str(env_file):
            hints.append(Problem(f"{name} in {place} is not a setting of shelfhook", ""))
    return hints


def doubtful_zone() -> str | None:
    """Why the schedules may be in another time zone than is meant; None where TIMEZONE says it, or the machine does."""
    return None if given(["timezone"]).get("timezone", "").strip() else doubt()


def not_to_be_seen(settings: Settings) -> Path | None:
    """Where credentials that are missing here may be for the service alone; None where none is missing, or there."""
    return for_the_service_alone(ENV_FILE) if missing(settings) else None


def missing(settings: Settings) -> list[Missing]:
    """The missing settings without which the daemon cannot work."""
    problems = []
    if settings.mam_access is None:
        what = "MyAnonamouse credentials not configured"
        mend = f"set MAM_ID, or MAM_USERNAME and MAM_PASSWORD, {where_to_set()}"
        problems.append(Missing(service="mam", what=what, mend=mend))
    if settings.abs_token is None:
        mend = (
            "create an API key in Audiobookshelf under Settings, API Keys, and set ABS_TOKEN to it (and ABS_URL) "
            f"{where_to_set()}"
        )
        problems.append(Missing(service="audiobookshelf", what="Audiobookshelf not configured", mend=mend))
    if (half := settings.qbittorrent_lacks) is not None:
        what = f"{half} not configured"
        mend = f"qBittorrent's login needs both name and password: set {half} {where_to_set()}"
        problems.append(Missing(service="qbittorrent", what=what, mend=mend))
    return problems


def contradictions(settings: Settings) -> list[Problem]:
    """The problems of settings that are valid one by one."""
    problems = []
    for check in (
        lambda: Database(settings.store_url),
        lambda: search_list(settings.search_queries, settings.search_file),
        lambda: import_folders(
            settings.import_, settings.import_dir, settings.import_file, settings.library_dirs
        ),
        lambda: sign_in_by_proxy(settings.auth_header, settings.trusted_proxies),
        lambda: known(settings.notify_urls),
        lambda: settings.ca_file and trusting(settings.ca_file),
    ):
        try:
            check()
        except BadInputError as error:
            problems.append(Problem.of(error))
    return problems


def _name(location: tuple[int | str, ...]) -> str:
    first, *rest = location
    return ".".join([str(first).upper(), *(str(part) for part in rest)])
