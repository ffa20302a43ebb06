"""A torrent of MAM as a person names it: by its id, or by the address of one of its pages."""

import re
from typing import Final
from urllib.parse import urlsplit

EXAMPLE: Final = "https://www.myanonamouse.net/t/1234"
"""The address of a torrent's page."""

_MOST_DIGITS: Final = 9
_SITE: Final = "myanonamouse.net"
# facts/mam.md 3.2 and 4: the page, its tabs behind an "&", and the download by id.
_PAGE: Final = re.compile(rf"/t/(?:m/)?([1-9][0-9]{{0,{_MOST_DIGITS - 1}}})(?![0-9])")
_DOWNLOAD: Final = re.compile(rf"(?:^|&)tid=([1-9][0-9]{{0,{_MOST_DIGITS - 1}}})(?:&|$)")


_ADDRESS: Final = re.compile(r"(?:[a-z]+://|www\.)\S+", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether *text* is an address of any site, as a person pastes it, and so no words."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def torrent_id_in(text: str, *, site: str = "") -> int | None:
    """The torrent of which *text* is the address; None for anything else.

    Args:
        text: As a person pastes it, with or without ``https://``.
        site: The site's address in the settings, which may be another name than its own.
    """
    pasted = text.strip()
    if not pasted or pasted != "".join(pasted.split()):
        return None
    try:
        url = urlsplit(pasted if "://" in pasted else f"https://{pasted}")
        host, port = (url.hostname or "").rstrip("."), url.port
        own = urlsplit(site)
        is_own = bool(own.hostname) and (host, port) == (own.hostname, own.port)
    except ValueError:
        return None
    if url.scheme not in {"http", "https"} or not (is_own or f".{host}".endswith(f".{_SITE}")):
        return None
    found = _PAGE.match(url.path) or _DOWNLOAD.search(url.query)
    return int(found[1]) if found else None


def torrent_id(text: str) -> int | None:
    """The id that *text* is, written as digits; None for anything else. A title may be a number, too."""
    digits = text.strip()
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) or None if is_id else None
