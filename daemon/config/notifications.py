"""The settings that decide who is told what."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import SecretStr

from domain.notices import NoticeKind

DEFAULT_KINDS: Final = tuple(kind for kind in NoticeKind if kind is not NoticeKind.APPLIED)
"""What wants a person's eye; that all goes well need not be told of each book."""

_BETWEEN: Final = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+]*://)")


def services(value: Any) -> Any:
    """The addresses in a text, with commas or spaces between them; an address may hold commas itself."""
    if not isinstance(value, str):
        return value
    found = [one.strip(" ,\t\n") for one in _BETWEEN.split(value.strip())]
    for number, one in enumerate(found, 1):
        if one and not re.match(r"[A-Za-z][A-Za-z0-9+]*://[^\s]+$", one):
            raise ValueError(
                f"number {number} is not an address like ntfys://ntfy.sh/TOPIC; apprise's documentation shows "
                "how that of each service is written"
            )
    return tuple(SecretStr(one) for one in found if one)


def kinds(value: Any) -> Any:
    """The kinds in a text, with commas between them."""
    if not isinstance(value, str):
        return value
    named = [one.strip().lower().replace("_", "-") for one in value.split(",") if one.strip()]
    if named == ["all"]:
        return tuple(NoticeKind)
    if unknown := [one for one in named if one not in set(NoticeKind)]:
        raise ValueError(f"{unknown[0]} is no kind of notice; there are {', '.join(NoticeKind)}, or all")
    return tuple(kind for kind in NoticeKind if kind in named)


def in_the_open(urls: Iterable[SecretStr]) -> list[str]:
    """What no log line may show of these addresses: themselves, and what stands behind their scheme."""
    values = [url.get_secret_value() for url in urls]
    return [*values, *(value.partition("://")[2] for value in values)]
