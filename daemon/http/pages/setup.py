"""The set-up in the browser: a page for each step."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web

from daemon.config.problems import missing
from daemon.http.pages import setup_words as words
from daemon.http.pages.rendering import SITE, Site
from daemon.setup.desk import SetupDesk
from daemon.setup.folders import Suggestion, suggested, surroundings
from daemon.setup.steps import SECRET, SERVICES, SETTINGS, Step, StepState
from daemon.setup.values import text_of
from domain.errors import ShelfhookError


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step among the others."""

    step: Step
    title: str
    purpose: str
    state: StepState
    said: str
    tone: str

    @property
    def is_done(self) -> bool:
        """Whether it is done, or may be left out."""
        return self.state in {StepState.DONE, StepState.OPTIONAL}

    @property
    def check(self) -> str | None:
        """The service that can be checked with the values in force; None where that would bring nothing new."""
        return SERVICES.get(self.step) if self.state in {StepState.SET, StepState.WRONG} else None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field: `fixed` is where its setting is set, if the page may not; a secret's value is never there."""

    name: str
    label: words.Label
    value: str
    is_secret: bool
    is_known: bool
    fixed: str | None


async def links(desk: SetupDesk) -> list[StepLink]:
    """Every step, in the order to take them."""
    return [
        StepLink(step, words.TITLES[step], words.PURPOSES[step], state, *words.STATES[state])
        for step, state in (await desk.states()).items()
    ]


async def begin(request: web.Request) -> web.Response:
    """Go to the first step that is not done."""
    steps = await links(request.app[SITE].api.setup)
    first = next((one.step for one in steps if not one.is_done), Step.MAM)
    return web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": f"/setup/{first}"})


async def step(request: web.Request) -> web.Response:
    """One step: what it is for, its fields, what the last test found, and what would be written where."""
    site = request.app[SITE]
    if request.match_info["step"] not in set(Step):
        return site.not_found(request, "step of this name")
    chosen = Step(request.match_info["step"])
    order = list(Step)
    shown = {
        "step": chosen,
        "number": order.index(chosen) + 1,
        "steps": await links(site.api.setup),
        "next": None if chosen is order[-1] else order[order.index(chosen) + 1],
        "settings": site.api.parts.settings,
        **(await _of_values(site, chosen) if chosen in SETTINGS else await _of_work(site, chosen)),
    }
    return site.page(request, f"setup/{chosen}.html", shown)


async def _of_values(site: Site, step: Step) -> dict[str, Any]:
    """The fields of a step with settings; those of the folders begin with what is suggested."""
    desk = site.api.setup
    draft, fixed = desk.draft(step), await desk.fixed(step)
    found, trouble = (None, None) if step is not Step.FOLDERS else await _suggestion(site)
    typed = dict(draft.values) if draft is not None else {}
    if draft is None and found is not None:
        typed = {name: getattr(found, name) for name in SETTINGS[step] if getattr(found, name)}
    settings = site.api.parts.settings
    return {
        "fields": [
            FieldShown(
                name=name,
                label=words.FIELDS[name],
                value="" if name in SECRET else typed.get(name, text_of(settings, name)),
                is_secret=name in SECRET,
                is_known=bool(typed.get(name)) or getattr(settings, name) is not None,
                fixed=fixed.get(name),
            )
            for name in SETTINGS[step]
        ],
        "draft": draft,
        "suggestion": found,
        "trouble": trouble,
        "writes": {
            name.upper(): "•••" if name in SECRET else value for name, value in desk.changes(step).items()
        },
        "pending": desk.is_pending(step),
        "problems": site.api.parts.reloading.problems,
        "file": desk.file,
        "words": words,
    }


async def _suggestion(site: Site) -> tuple[Suggestion | None, str | None]:
    """What is suggested, or why nothing can be."""
    patient = site.api.patient
    try:
        around = await surroundings(patient)
        return await suggested(patient, around, list(map(str, patient.settings.library_dirs))), None
    except ShelfhookError as error:
        return None, error.what


async def _of_work(site: Site, step: Step) -> dict[str, Any]:
    """What a step without settings shows."""
    api = site.api
    if step is Step.LIBRARY:
        known = await api.parts.store.libraries.all()
        return {"libraries": known, "missing": missing(api.parts.settings)}
    try:
        plan = await api.setup.hook_plan()
    except ShelfhookError as error:
        return {"plan": None, "trouble": error.what}
    return {"plan": plan, "trouble": None}
