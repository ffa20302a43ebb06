"""The settings: where each is from, and those of the page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from daemon.config.guide import Explained, Topic, defaults, holds_nothing, topics
from daemon.config.inputs import Kind, input_of
from daemon.config.invalid import Problem, SettingsProblemsError
from daemon.config.page_file import place_of, save
from daemon.config.problems import load
from daemon.config.reloading import AT_START, changed
from daemon.config.settings import Settings
from daemon.config.sources import NOT_IN_PAGE, Given, given_by
from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import problem

DEFAULT = "default"
"""The source of a setting that is set nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingState:
    """A setting as it is written.

    `value` is None for a secret, which is never shown. What `is_set` is neither empty nor a list or a map without
    entries. `source` is environment, credential, file, page or default, and `place` where that is in words. What is
    `fixed` cannot be set in the page, because another source has it. `in_force` is whether the daemon works with this
    value; one `at_start` counts from the next start, others from a reload.
    """

    name: str
    topic: str
    help: str
    examples: Sequence[str]
    kind: Kind
    choices: Sequence[str]
    default: str
    value: str | None
    is_set: bool
    source: str
    place: str | None
    fixed: bool
    in_force: bool
    at_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """Every setting; `problems` say why the settings as they are written cannot be read, or were not at the last reload.

    While `reloading`, what is in force may change at any moment.
    """

    reloading: bool
    problems: Sequence[str]
    settings: Sequence[SettingState]


@dataclass(frozen=True, slots=True)
class Changes:
    """By the names of settings their new texts; null removes one from the page's settings."""

    settings: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The settings that are written otherwise now; those `at_next_start` count from then, the others at once."""

    saved: Sequence[str]
    at_next_start: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reloads:
    """That the settings are read again."""

    reloading: bool


async def state(api: Api) -> SettingsState:
    """Each setting with its value, its source and its default; secrets are not shown."""
    problems, sources, pending = list(api.parts.reloading.problems), dict[str, Given](), set[str]()
    try:
        sources = given_by(Settings.names())
        pending = {name.lower() for name in changed(api.parts.settings, load())} - set(AT_START)
    except SettingsProblemsError as error:
        problems = list(error.problems)
    pending |= set(api.parts.reloading.at_next_start)
    return SettingsState(
        reloading=api.parts.reloading.under_way,
        problems=list(map(str, problems)),
        settings=[
            one
            for topic in topics()
            for explained in topic.explained
            for one in _states(topic, explained, sources, pending)
        ],
    )


async def change(api: Api, body: Changes) -> Reply[Saved] | web.Response:
    """Check settings, write them to the page's file, and let the daemon take them."""
    changes = {name.lower(): text for name, text in body.settings.items()}
    try:
        saved = save_and_reload(api, changes)
    except SettingsProblemsError as error:
        first = next((one.setting for one in error.problems if one.setting), None)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), field=first and first.upper())
    return Reply(says=said_of(saved), body=saved)


async def reload(api: Api) -> Reply[Reloads]:
    """Read every setting again."""
    api.parts.reloading.ask()
    return Reply(says="the settings are read again", body=Reloads(reloading=True))


def save_and_reload(api: Api, changes: Mapping[str, str | None]) -> Saved:
    """Check these changes and write them, as `save` does; then ask for a reload.

    Raises:
        SettingsProblemsError: With every problem at once; nothing was written.
    """
    names = save(changes, state_dir=api.parts.settings.state_dir)
    if names:
        api.parts.reloading.ask()
    return Saved(
        saved=[name.upper() for name in names],
        at_next_start=[name.upper() for name in names if name in AT_START],
    )


def said_of(saved: Saved) -> str:
    """A sentence for the page."""
    if not saved.saved:
        return "nothing was changed"
    later = f"; from the next start counts {', '.join(saved.at_next_start)}" if saved.at_next_start else ""
    return f"saved {', '.join(saved.saved)}: it counts at once{later}"


def by_setting(problems: Sequence[Problem]) -> tuple[Mapping[str, str], list[str]]:
    """What is wrong with each setting, by its name in capitals; and what is said of none."""
    of_settings: dict[str, str] = {}
    others: list[str] = []
    for one in problems:
        if one.setting is None:
            others.append(str(one))
        else:
            words = one.mend if one.names_only else str(one).removeprefix(f"{one.setting.upper()}: ")
            of_settings.setdefault(one.setting.upper(), words)
    return of_settings, others


def _states(
    topic: Topic, explained: Explained, sources: Mapping[str, Given], pending: Collection[str]
) -> Iterator[SettingState]:
    """Those that are explained together; what is *pending* is not in force yet."""
    for name, values in explained.values.items():
        needs, given, default = input_of(name), sources.get(name), defaults()[name]
        text = default if given is None else given.value
        yield SettingState(
            name=name.upper(),
            topic=topic.title,
            help=explained.words,
            examples=values[:-1],
            kind=needs.kind,
            choices=needs.choices,
            default=default,
            value=None if needs.kind is Kind.SECRET else text,
            is_set=not holds_nothing(text),
            source=DEFAULT if given is None else given.source.value,
            place=None if given is None else place_of(given),
            fixed=name in NOT_IN_PAGE or (given is not None and given.is_fixed(name)),
            in_force=name not in pending,
            at_start=name in AT_START,
        )
