"""Where a person tries the values of a step, and saves those that work."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError

from daemon.config.problems import said_of
from daemon.config.settings import Settings
from daemon.doctor.patient import Patient
from daemon.setup.drafts import Draft, Drafts
from daemon.setup.folders import try_folders
from daemon.setup.services import try_audiobookshelf, try_mam, try_qbittorrent
from daemon.setup.steps import SECRET, SETTINGS, Step
from daemon.setup.trial import trial
from daemon.setup.tried import Tried, failed
from domain.errors import BadInputError, ShelfhookError

_TESTS: Final[Mapping[Step, Callable[[Patient], Awaitable[Tried]]]] = {
    Step.MAM: try_mam,
    Step.AUDIOBOOKSHELF: try_audiobookshelf,
    Step.QBITTORRENT: try_qbittorrent,
    Step.FOLDERS: try_folders,
}
_REFUSED: Final = "these were refused the last time, and are not sent again by themselves"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDesk:
    """The values of the steps on one daemon.

    Args:
        patient: The running daemon, with the settings in force.
        drafts: What was tried.
    """

    patient: Patient
    drafts: Drafts

    async def try_values(self, step: Step, typed: Mapping[str, str], *, again: bool = False) -> Tried:
        """What the step's test finds with the values in force and those that were typed.

        A secret that is left empty is the one of the step's last test, or that in force.

        Args:
            step: One that has settings.
            typed: By setting, in lower case; others than the step's are left out.
            again: Whether credentials that were refused the last time are sent once more.
        """
        last = self.drafts.of(step)
        values = self._values(step, typed)
        if last is not None and last.tried.refused and last.values == values and not again:
            return replace(last.tried, problem=f"{last.tried.problem}: {_REFUSED}")
        draft = await self._draft(step, values, again=again)
        self.drafts.keep(step, draft)
        return draft.tried

    def _values(self, step: Step, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed by now; a secret that is not typed again stays."""
        last = self.drafts.of(step)
        given = {name: typed[name].strip() for name in SETTINGS[step] if name in typed}
        new = {name: value for name, value in given.items() if value or name not in SECRET}
        return (dict(last.values) if last is not None else {}) | new

    async def _draft(self, step: Step, values: Mapping[str, str], *, again: bool) -> Draft:
        parts, last = self.patient.parts, self.drafts.of(step)
        try:
            settings = with_values(parts.settings, values)
            if settings == parts.settings or step is Step.FOLDERS:
                for service in parts.dependencies.values():
                    service.invite()
                return Draft(values, await _found(step, replace(self.patient, settings=settings)))
            async with trial(parts, settings, session=None if last is None else last.session) as tried:
                if again and step is Step.MAM:
                    await tried.connections.mam.retry()
                patient = replace(self.patient, settings=settings, connections=tried.connections)
                return Draft(values, await _found(step, patient), session=tried.session.last)
        except ValidationError as error:
            [problem, *_] = said_of(error)
            return Draft(values, Tried(ok=False, problem=problem.what, mend=problem.mend))
        except BadInputError as error:
            return Draft(values, failed(error))


async def _found(step: Step, patient: Patient) -> Tried:
    try:
        return await _TESTS[step](patient)
    except ShelfhookError as error:
        return failed(error)


def with_values(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings with others for some, as texts by name in lower case.

    Raises:
        pydantic.ValidationError: With every value that cannot be used.
    """
    others = {"state_dir": settings.state_dir, "timezone": settings.timezone}
    checked = Settings.model_validate(others | dict(values))
    return settings.model_copy(update={name: getattr(checked, name) for name in values})
