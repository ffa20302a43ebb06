"""The forms of settings: each check says what is wrong and gives the right form."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import unquote

from pydantic import AfterValidator, BeforeValidator, SecretStr

from daemon.config.places import absolute, state_folder
from daemon.config.schedule import checked
from domain.described import TagsFromMam
from domain.errors import BadInputError
from domain.extraction import ExtraFields
from domain.genres import Genres, genre_key, genres_from
from domain.listed_duration import DurationTag
from domain.notices import NoticeKind
from domain.paths import PathRule, is_absolute
from domain.policy import Policy, policy_from

DEFAULT_KINDS: Final = tuple(kind for kind in NoticeKind if kind is not NoticeKind.APPLIED)
"""The kinds that need attention; a success need not be notified for each book."""

_HOST: Final = re.compile(
    r"(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
_WORDS: Final = frozenset(
    {"shelfhook", "audiobook", "audiobooks", "audiobookshelf", "qbittorrent", "notifications"}
)
"""Topics that are no secret: masking them would blacken our own lines."""

_BETWEEN: Final = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+]*://)")


def _blank(value: Any) -> Any:
    """An empty secret is not a secret: `KEY=` in .env means that it is not set."""
    return None if isinstance(value, str) and not value.strip() else value


def _token(value: Any) -> Any:
    if isinstance(value, str) and not value.isascii():
        raise ValueError("holds a character that no key or token has: copy it again")
    return _blank(value.strip() if isinstance(value, str) else value)


def _tag(text: str) -> str:
    DurationTag(text)
    return text


def _folders(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    folders = [part for part in value.split(":") if part]
    for folder in folders:
        if not is_absolute(folder):
            raise ValueError(f"{folder} is not an absolute path")
    return [Path(folder) for folder in folders]


def _file(value: Any) -> Any:
    text = _blank(value)
    return absolute(text) if isinstance(text, str) else text


def _state_dir(value: Any) -> Any:
    return state_folder(value) if isinstance(value, str) else value


def _rules(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value or "[]")
    except ValueError as error:
        raise ValueError(
            'is not JSON; write it in one line, like [{"client": "/downloads", "abs": "/audiobooks"}]'
        ) from error


def _patterns(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        patterns = json.loads(value or "{}")
    except ValueError as error:
        raise ValueError('is not JSON; write it in one line, like {"language": "Language: *(.+)"}') from error
    if not isinstance(patterns, dict) or not all(isinstance(one, str) for one in patterns.values()):
        raise ValueError('must map names to regular expressions, like {"language": "Language: *(.+)"}')
    try:
        ExtraFields.compiled(patterns)
    except BadInputError as error:
        raise ValueError(error.problem) from error
    return patterns


def _policy(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        given = json.loads(value or "{}")
    except ValueError as error:
        raise ValueError('is not JSON; write it in one line, like {"title": "never"}') from error
    if not isinstance(given, dict) or not all(isinstance(rule, str) for rule in given.values()):
        raise ValueError('must map fields to ours, empty or never, like {"title": "never"}')
    return policy_from(given)


def _genres(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        given = json.loads(value or "{}")
    except ValueError as error:
        raise ValueError(
            'is not JSON; write it in one line, like {"litrpg": "LitRPG", "harem": null}'
        ) from error
    if not isinstance(given, dict):
        raise ValueError('must map categories and tags to genres, like {"litrpg": "LitRPG"}')  # noqa: TRY004 - pydantic's
    return genres_from(given)


def _mam_tags(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.lower() in {"", "none", "[]"}:
        return TagsFromMam()
    if text.lower() == "all":
        return TagsFromMam(every=True)
    problem = 'must be all, or a list of tags in one line, like ["full cast", "litrpg"]'
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ValueError(problem) from error
    if not (isinstance(given, list) and all(isinstance(one, str) and genre_key(one) for one in given)):
        raise ValueError(problem)
    return TagsFromMam(tuple(dict.fromkeys(" ".join(one.split()) for one in given)))


def _services(value: Any) -> Any:
    """The addresses in a text, with commas or spaces between them; an address may hold commas itself."""
    if not isinstance(value, str):
        return value
    found = [one.strip(" ,\t\n") for one in _BETWEEN.split(value.strip())]
    for number, one in enumerate(found, 1):
        if one and not re.match(r"[A-Za-z][A-Za-z0-9+]*://[^\s]+$", one):
            raise ValueError(
                f"number {number} is not an address like ntfys://ntfy.sh/TOPIC; see apprise's documentation for "
                "each service"
            )
    return tuple(SecretStr(one) for one in found if one)


def _kinds(value: Any) -> Any:
    """The kinds in a text, with commas between them."""
    if not isinstance(value, str):
        return value
    named = [one.strip().lower().replace("_", "-") for one in value.split(",") if one.strip()]
    if named == ["all"]:
        return tuple(NoticeKind)
    if unknown := [one for one in named if one not in set(NoticeKind)]:
        raise ValueError(f"{unknown[0]} is not a notification kind; use {', '.join(NoticeKind)}, or all")
    return tuple(kind for kind in NoticeKind if kind in named)


def in_the_open(urls: Iterable[SecretStr]) -> list[str]:
    """The parts of these addresses that no log line may show: each whole, and each part that may be a token.

    That is all but the scheme, the names of query parameters, and what has the form of a host.
    """
    return [part for url in urls for part in _parts(url.get_secret_value())]


def _parts(address: str) -> Iterator[str]:
    scheme, _, rest = address.partition("://")
    before, _, query = rest.partition("?")
    place, *path = before.split("/")
    user, _, host = place.rpartition("@")
    yield from (address, rest)
    named = _HOST.fullmatch(host) is not None
    values = [value.partition("=")[2] for value in query.split("&")]
    for text in (user, *([] if named else [host]), *path, *values):
        for part in (text, *re.split("[:@,;]", text)):
            if part.lower() not in {scheme, *_WORDS}:
                yield from (part, unquote(part))


Secret = Annotated[SecretStr | None, BeforeValidator(_blank)]
Token = Annotated[SecretStr | None, BeforeValidator(_token)]
Word = Annotated[str | None, BeforeValidator(_blank)]
File = Annotated[Path | None, BeforeValidator(_file)]
StateDir = Annotated[Path, BeforeValidator(_state_dir)]
Tag = Annotated[str, AfterValidator(_tag)]
Cron = Annotated[str, AfterValidator(checked)]
Folders = Annotated[list[Path], BeforeValidator(_folders)]
Rules = Annotated[list[PathRule], BeforeValidator(_rules)]
Patterns = Annotated[dict[str, str], BeforeValidator(_patterns)]
Policies = Annotated[Policy, BeforeValidator(_policy)]
GenreTable = Annotated[Genres, BeforeValidator(_genres)]
MamTags = Annotated[TagsFromMam, BeforeValidator(_mam_tags)]
Services = Annotated[tuple[SecretStr, ...], BeforeValidator(_services)]
Kinds = Annotated[tuple[NoticeKind, ...], BeforeValidator(_kinds)]
