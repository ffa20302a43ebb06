"""Where a person tries the values of a step, and saves those that work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from daemon.config import page_file
from daemon.config.problems import said_of
from daemon.config.settings import Settings
from daemon.config.sources import ENV_FILE, PAGE_FILE, given_by
from daemon.connections import mam_access
from daemon.doctor.patient import Patient
from daemon.hook.install import Plan
from daemon.hook.line import Standing
from daemon.setup.drafts import Draft, Drafts
from daemon.setup.folders import suggested, surroundings, try_folders
from daemon.setup.services import try_audiobookshelf, try_mam, try_qbittorrent
from daemon.setup.standing import states
from daemon.setup.steps import SECRET, SERVICES, SETTINGS, Step, StepState
from daemon.setup.trial import trial
from daemon.setup.tried import Tried, failed
from daemon.setup.values import with_values
from domain.errors import BadInputError, ElsewhereError, ShelfhookError
from domain.sessions import StoredSession
from store.sessions import SealedSession

_TESTS: Final[Mapping[Step, Callable[[Patient], Awaitable[Tried]]]] = {
    Step.MAM: try_mam,
    Step.AUDIOBOOKSHELF: try_audiobookshelf,
    Step.QBITTORRENT: try_qbittorrent,
}
_REFUSED: Final = "these were refused the last time, and are not sent again by themselves"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDesk:
    """The values of the steps on one daemon.

    Args:
        patient: The running daemon, with the settings in force.
        drafts: What was tried.
        env_file: The settings' file that wins over the page's.
    """

    patient: Patient
    drafts: Drafts
    env_file: Path = ENV_FILE

    @property
    def file(self) -> Path:
        """Where the values are written."""
        return self.patient.settings.state_dir / PAGE_FILE

    async def states(self) -> Mapping[Step, StepState]:
        """How far every step is, in their order; only for the hook qBittorrent is asked, once in a process's life."""
        found = await states(self.patient.parts, self.drafts)
        is_known = self.drafts.hook_installed is not None or found[Step.HOOK] is StepState.DONE
        if is_known or found[Step.QBITTORRENT] is not StepState.DONE:
            return found
        with suppress(ShelfhookError):
            await self.hook_plan()
        return await states(self.patient.parts, self.drafts)

    async def hook_plan(self) -> Plan:
        """What installing the hook would change; whether it is installed is known from then on."""
        plan = await self.patient.hook.plan()
        self.drafts.hook_installed = plan.standing in {Standing.HERE, Standing.BY_HAND}
        return plan

    async def try_values(self, step: Step, typed: Mapping[str, str], *, again: bool = False) -> Draft:
        """The values in force with those that were typed, and what the step's test finds with them.

        A secret that is left empty is the one of the step's last test, or that in force.

        Args:
            step: One that has settings.
            typed: By setting, in lower case; others than the step's, and fixed ones, are left out.
            again: Whether credentials that were refused the last time are sent once more.
        """
        last = self.draft(step)
        fixed = await self.fixed(step)
        values = self._values(step, {name: text for name, text in typed.items() if name not in fixed})
        if last is not None and last.tried.refused and last.values == values and not again:
            return replace(last, tried=replace(last.tried, problem=f"{last.tried.problem}: {_REFUSED}"))
        draft = await self._draft(step, values, again=again)
        self.drafts.keep(step, draft)
        return draft

    async def fixed(self, step: Step) -> Mapping[str, str]:
        """Where those of the step's settings are set that the page may not change, by name."""
        sources = await asyncio.to_thread(given_by, SETTINGS[step], env_file=self.env_file)
        return {name: page_file.place_of(one) for name, one in sources.items() if one.is_fixed(name)}

    def changes(self, step: Step) -> Mapping[str, str]:
        """The values that saving the step's last test would write, by name; none where it did not work."""
        draft, settings = self.draft(step), self.patient.settings
        if draft is None or not draft.tried.ok:
            return {}
        then = with_values(settings, draft.values)
        return {
            name: value
            for name, value in draft.values.items()
            if getattr(then, name) != getattr(settings, name)
        }

    async def save(self, step: Step, name: str) -> Sequence[str]:
        """Write what the step's last test found to work, and let the daemon take it; the names of the settings.

        Args:
            step: One that has settings.
            name: The draft's.

        Raises:
            BadInputError: Something else was tested since.
            SettingsProblemsError: The values contradict others; nothing is written.
        """
        draft, changes = self.draft(step), self.changes(step)
        if draft is None or draft.name != name or not draft.tried.ok:
            raise BadInputError(
                "draft", "is not that of the last test: test the values again, then save them"
            )
        if draft.session is not None and "mam_id" in changes:
            await self._keep_session(draft.values, draft.session)
        state = self.patient.settings.state_dir
        await asyncio.to_thread(page_file.save, changes, state_dir=state, env_file=self.env_file)
        self.drafts.keep(step, replace(draft, saved=True))
        self.patient.parts.reloading.ask()
        return list(changes)

    async def _keep_session(self, values: Mapping[str, str], session: StoredSession) -> None:
        """Let the daemon go on with the session as the site renewed it, unless another daemon has one there."""
        parts = self.patient.parts
        with suppress(ElsewhereError):
            async with parts.leadership.lent():
                secret = mam_access(with_values(parts.settings, values)).secret
                await SealedSession(parts.store.db, "mam", secret).save(session)

    def is_pending(self, step: Step) -> bool:
        """Whether the step's values are saved, and the daemon is about to take them."""
        draft = self.drafts.of(step)
        return draft is not None and draft.saved and self.patient.parts.reloading.under_way

    def draft(self, step: Step) -> Draft | None:
        """The step's last draft; None without one, or where other values were set elsewhere since it was saved."""
        draft, parts = self.drafts.of(step), self.patient.parts
        if draft is None or not draft.saved or parts.reloading.under_way or parts.reloading.problems:
            return draft
        return draft if with_values(parts.settings, draft.values) == parts.settings else None

    def _values(self, step: Step, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed by now; a secret that is not typed again stays."""
        last = self.draft(step)
        given = {name: typed[name].strip() for name in SETTINGS[step] if name in typed}
        new = {name: value for name, value in given.items() if value or name not in SECRET}
        return (dict(last.values) if last is not None else {}) | new

    async def _draft(self, step: Step, values: Mapping[str, str], *, again: bool) -> Draft:
        try:
            settings = with_values(self.patient.settings, values)
            if step is Step.FOLDERS:
                return await self._of_folders(values, settings)
            async with self._turn(step):
                if settings == self.patient.settings:
                    self.patient.parts.dependencies[SERVICES[step]].invite()
                    return Draft(values, await _TESTS[step](self.patient))
                return await self._of_service(step, values, settings, again=again)
        except ValidationError as error:
            [problem, *_] = said_of(error)
            return Draft(values, Tried(ok=False, problem=problem.what, mend=problem.mend))
        except ShelfhookError as error:
            return Draft(values, failed(error, SERVICES.get(step)))

    @asynccontextmanager
    async def _turn(self, step: Step) -> AsyncIterator[None]:
        """The right to ask the service: of several daemons on one store only the one that leads asks MAM."""
        if step is not Step.MAM:
            yield
            return
        parts = self.patient.parts
        takes_over = not parts.leadership.leads()
        async with parts.leadership.lent():
            if takes_over:
                parts.mam_pace.used(timedelta())  # another daemon may have asked just now
            yield

    async def _of_service(
        self, step: Step, values: Mapping[str, str], settings: Settings, *, again: bool
    ) -> Draft:
        last = self.draft(step)
        async with trial(
            self.patient.parts, settings, session=None if last is None else last.session
        ) as clients:
            if again and step is Step.MAM:
                await clients.connections.mam.retry()
            patient = replace(self.patient, settings=settings, connections=clients.connections)
            try:
                tried = await _TESTS[step](patient)
            except ShelfhookError as error:
                tried = failed(error, SERVICES[step])
            return Draft(values, tried, session=clients.session.last)

    async def _of_folders(self, values: Mapping[str, str], settings: Settings) -> Draft:
        """Without a path map the one that is suggested for these folders."""
        around = await surroundings(self.patient)
        if not values.get("path_map"):
            dirs = [str(folder) for folder in settings.library_dirs]
            found = await suggested(self.patient, around, dirs)
            values = {**values, "library_dirs": found.library_dirs, "path_map": found.path_map}
            settings = with_values(self.patient.settings, values)
        return Draft(values, await try_folders(replace(self.patient, settings=settings), around))
