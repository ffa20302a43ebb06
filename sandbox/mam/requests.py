"""A search request in any of its forms, read into one (facts/mam.md 2.1)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

OPT_IN: Final = ("dlLink", "description", "isbn", "mediaInfo", "thumbnail")
_FIELDS: Final = ("title", "author", "narrator", "series")
_KEY: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")


class MalformedBodyError(Exception):
    """The body cannot be read: the site answers 200 with nothing."""


class BadSearchError(Exception):
    """The site answers that it cannot search for this; the message is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched for. Empty filters let everything through."""

    text: str
    fields: tuple[str, ...]
    search_type: str
    main_cat: frozenset[int]
    cat: frozenset[int]
    languages: frozenset[int]
    flags: int
    flags_show: bool
    torrent_id: int
    info_hash: str
    sort: str
    start: int
    perpage: int
    opt_in: tuple[str, ...]
    only_snatched: bool


async def read_search(request: web.Request) -> Search:
    """The search that a GET query, a form or a JSON body asks for.

    Raises:
        MalformedBodyError: The JSON body is none, or holds no object.
        BadSearchError: A parameter that breaks the site's search.
    """
    if request.method == "GET":
        return from_parameters(_nested(request.query.items()))
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise MalformedBodyError from error
        if not isinstance(body, dict) or not isinstance(body.get("tor"), dict):
            raise MalformedBodyError
        return from_parameters(body)
    form = await request.post()
    return from_parameters(_nested((key, str(value)) for key, value in form.items()))


def from_parameters(body: Mapping[str, Any]) -> Search:
    """The search that decoded parameters ask for; `perpage` counts at the top level and in ``tor``.

    Raises:
        BadSearchError: ``browse_lang`` is there and empty.
    """
    tor = body.get("tor", {})
    if "browse_lang" in tor and not tor["browse_lang"]:
        raise BadSearchError("Invalid language selection")
    return Search(
        text=str(tor.get("text", "")),
        fields=_fields(tor.get("srchIn")),
        search_type=str(tor.get("searchType", "all")),
        main_cat=_numbers(tor.get("main_cat", ())),
        cat=_numbers(tor.get("cat", ())) - {0},
        languages=_numbers(tor.get("browse_lang", ())),
        flags=sum(_numbers(tor.get("browseFlags", ()))),
        flags_show=str(tor.get("browseFlagsHideVsShow", "0")) == "1",
        torrent_id=_number(tor.get("id", 0)),
        info_hash=str(tor.get("hash", "")).lower(),
        sort=str(tor.get("sortType", "default")),
        start=_number(tor.get("startNumber", body.get("startNumber", 0))),
        perpage=min(max(_number(body.get("perpage", tor.get("perpage", 20))), 5), 100),
        opt_in=tuple(key for key in OPT_IN if key in body or (key == "thumbnail" and "thumbnails" in body)),
        only_snatched="my_snatched" in body or "my_snatched" in tor,
    )


def _fields(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(name for name, on in value.items() if str(on).lower() in {"true", "on", "1", "yes"})
    if isinstance(value, list) and value:
        return tuple(map(str, value))
    return _FIELDS


def _numbers(value: Any) -> frozenset[int]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if not isinstance(value, Iterable) or isinstance(value, str):
        value = [value]
    return frozenset(map(_number, value))


def _number(value: Any) -> int:
    text = str(value).strip()
    return int(text) if text.isdecimal() else 0


def _nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """PHP's reading of ``tor[cat][]=41``: lists and maps are both maps here, by key or by count."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        match = _KEY.fullmatch(key)
        if match is None:
            continue
        steps = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        place = found
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1] or str(len(place))] = value
    return found
