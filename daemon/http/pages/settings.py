"""The page on which settings are seen and changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from aiohttp import web

from daemon.config.inputs import Kind
from daemon.config.invalid import SettingsProblemsError
from daemon.config.page_file import version
from daemon.config.sources import Source
from daemon.http.api.settings import SettingState, by_setting, said_of, save_and_reload, state
from daemon.http.inputs import form_of
from daemon.http.pages.flashes import NOTICES, Notice
from daemon.http.pages.rendering import SITE
from domain.errors import ShelfhookError
from domain.search_lists import as_lines, from_lines

PATH: Final = "/settings"

_VERSION: Final = "written"
_REMOVED: Final = "remove"
_TRUE: Final = frozenset({"true", "1", "yes", "on", "t", "y"})
_CHANGED_MEANWHILE: Final = (
    "the settings were changed since this page was loaded: nothing was saved. What you entered is below, the rest is "
    "as it is now: check it and save again"
)


async def settings(request: web.Request) -> web.Response:
    """Each setting with its explanation, its value and where that is from."""
    return await _page(request)


async def change(request: web.Request) -> web.Response:
    """Save what was entered; the page again, with each problem beside its field, where that is wrong."""
    site, form = request.app[SITE], await form_of(request)
    shown = {one.name: one for one in (await state(site.api)).settings if not one.fixed}
    entered = {name: text for name, text in form.items() if name in shown}
    if form.get(_VERSION, "") != version(site.api.parts.settings.state_dir):
        return await _page(request, entered, others=[_CHANGED_MEANWHILE])
    changes = dict(_changes(shown, entered))
    if (removed := form.get(_REMOVED)) in shown:
        changes = {removed.lower(): None}
    try:
        saved = save_and_reload(site.api, changes)
    except SettingsProblemsError as error:
        wrong, others = by_setting(error.problems)
        return await _page(request, entered, wrong=wrong, others=others)
    except ShelfhookError as error:
        return await _page(request, entered, others=[str(error)])
    back = web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": PATH})
    request.app[NOTICES].give(back, Notice(said_of(saved), refused=False))
    return back


def _changes(
    shown: Mapping[str, SettingState], entered: Mapping[str, str]
) -> Iterator[tuple[str, str | None]]:
    """What differs from what was shown; a default that is entered again is not the page's any more."""
    for name, text in entered.items():
        one = shown[name]
        if one.kind is Kind.SECRET:
            if text.strip():
                yield name.lower(), text
        elif _same(text, _shown_as(one, one.value)):
            continue
        elif one.source == Source.PAGE and _same(text, _shown_as(one, one.default)):
            yield name.lower(), None
        else:
            yield name.lower(), from_lines(text) if one.kind is Kind.BOOKS else text


def _shown_as(one: SettingState, value: str | None) -> str:
    """A value in its input."""
    text = value or ""
    if one.kind is Kind.BOOKS:
        return as_lines(text)
    if one.kind is Kind.SWITCH:
        return "true" if text.strip().lower() in _TRUE else "false"
    return text.strip().lower() if one.kind is Kind.CHOICE else text


def _same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but the breaks of lines, which a browser sends in its own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


async def _page(
    request: web.Request,
    entered: Mapping[str, str] | None = None,
    *,
    wrong: Mapping[str, str] | None = None,
    others: list[str] | None = None,
) -> web.Response:
    """The page, with what was entered and what is wrong with it."""
    site, entered = request.app[SITE], entered or {}
    now = await state(site.api)
    parts = site.api.parts
    shown: dict[str, Any] = {
        "reloading": now.reloading and others is None,
        "problems": others if others is not None else now.problems,
        "refused": others is not None,
        "wrong": wrong or {},
        "topics": _topics(now.settings, entered),
        "written": version(parts.settings.state_dir),
        "notifies": site.api.notifier is not None,
    }
    return site.page(request, "settings.html", shown)


def _topics(
    settings: Sequence[SettingState], entered: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, list[SettingState]]]]]:
    """By topic and by explanation the settings, each with the text of its input."""
    rows = [replace(one, value=entered.get(one.name, _shown_as(one, one.value))) for one in settings]
    return [
        (topic, [(words, list(together)) for words, together in groupby(of_topic, attrgetter("help"))])
        for topic, of_topic in groupby(rows, attrgetter("topic"))
    ]
