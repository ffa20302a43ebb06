"""When a person loaded a page: what they decided since then stays where it was, until the next load."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

PARAMETER: Final = "since"
"""In the address by which an open page stays current, and in the forms of decisions; microseconds since 1970."""

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT: Final = re.compile(r"[0-9]{1,16}")


def loaded_at(request: web.Request, now: datetime) -> datetime:
    """When the page was loaded that asks: now, if it is not open already."""
    given = request.query.get(PARAMETER, "")
    return _BEGINNING + timedelta(microseconds=int(given)) if _MOMENT.fullmatch(given) else now


def as_given(moment: datetime) -> str:
    """The moment as an address and a form have it."""
    return str((moment - _BEGINNING) // timedelta(microseconds=1))


def with_since(address: str, since: str | None) -> str:
    """An address of ours by which the page stays the one that was loaded then."""
    if since is None or not _MOMENT.fullmatch(since):
        return address
    page = urlsplit(address)
    return f"{page.path}?{urlencode(dict(parse_qsl(page.query)) | {PARAMETER: since})}"
