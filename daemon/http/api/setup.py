"""The set-up: how far its steps are, a test of a step's values, and saving those that were tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from daemon.config.invalid import SettingsProblemsError
from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import ConflictError
from daemon.setup.steps import Step, StepState
from daemon.setup.tried import Tried

WithSettings = Literal["mam", "audiobookshelf", "qbittorrent", "folders"]


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step, and how far it is."""

    step: Step
    state: StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Values by their settings' names; those of other steps are left out, and an empty secret is the one known already.

    `again` is whether credentials that were refused the last time are sent once more.
    """

    mam_id: str | None = None
    abs_url: str | None = None
    abs_token: str | None = None
    qbittorrent_url: str | None = None
    qbittorrent_username: str | None = None
    qbittorrent_password: str | None = None
    qbittorrent_api_key: str | None = None
    qbittorrent_category: str | None = None
    library_dirs: str | None = None
    path_map: str | None = None
    again: bool = False

    def values(self) -> Mapping[str, str]:
        """What was typed."""
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "again"}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test found; `draft` names the values to save."""

    draft: str
    tried: Tried


async def steps(api: Api) -> list[StepShown]:
    """The steps of the set-up, in the order to take them."""
    return [StepShown(step, state) for step, state in (await api.setup.states()).items()]


async def test(api: Api, step: WithSettings, body: Typed) -> Reply[Tested]:
    """Test a step's values, which are kept aside and not in force."""
    draft = await api.setup.try_values(Step(step), body.values(), again=body.again)
    return Reply(says="", body=Tested(draft.name, draft.tried), refused=not draft.tried.ok)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The draft that a person saw."""

    draft: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The settings that were written, and the file."""

    settings: Sequence[str]
    file: str


async def save(api: Api, step: WithSettings, body: Chosen) -> Reply[Saved]:
    """Save the values of the step's last test, and use them at once."""
    try:
        names = [name.upper() for name in await api.setup.save(Step(step), body.draft)]
    except SettingsProblemsError as error:
        raise ConflictError(str(error)) from error
    file = str(api.setup.file)
    says = f"{', '.join(names)} written to {file}" if names else "nothing had to be written"
    return Reply(says=says, body=Saved(names, file))
