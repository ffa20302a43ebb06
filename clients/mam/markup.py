"""MAM's HTML as a tree, and the kind of an unexpected page."""

import re
from collections.abc import Iterable
from typing import Any, Final

from clients.mam.plain_text import one_line, quoted
from domain.errors import CredentialsError, NotFoundError, ShelfhookError, UnexpectedAnswerError

MAX_BYTES: Final = 2 * 1024 * 1024
"""A page of a hundred rows has a quarter of one."""

_LOGIN: Final = re.compile(
    rb"takelogin\.php|Not logged in!|Login failed!|Login Locked!|not signed in", re.IGNORECASE
)
_LOGGED_IN: Final = re.compile(rb"""id=["']?userStat\b""")
_NO_TORRENT: Final = re.compile(
    rb"(?:no (?:such )?torrent|torrent[^<>.]{0,40} (?:not found|does not exist|deleted|removed)|invalid (?:torrent )?id)\b",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(rb"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_MOST_WORDS: Final = 80

Element = Any
"""An element of lxml's tree, in which parsel's selectors live."""


def tree(body: bytes) -> Element:
    """The page's root element.

    Raises:
        UnexpectedAnswerError: It is too long, or nothing that a parser takes.
    """
    if len(body) > MAX_BYTES:
        raise UnexpectedAnswerError(f"answered a page of more than {MAX_BYTES} bytes", service="mam")
    from parsel import Selector  # an idle daemon has no use for the parser

    try:
        root = Selector(body=body, encoding="utf-8", type="html").root
    except (ValueError, SyntaxError) as error:  # lxml's errors are SyntaxErrors
        raise UnexpectedAnswerError(f"answered {describe(body)}, not an HTML page", service="mam") from error
    # A plain element is enough; for one of lxml.html's classes Python is asked at every step in the tree.
    root.getroottree().parser.set_element_class_lookup(None)
    return root


def text_of(element: Element) -> str:
    """The element's text in one line."""
    if len(element):
        return one_line("".join(element.itertext()))
    text = element.text
    return one_line(text) if text else ""


def html_of(element: Element) -> str:
    """The element as HTML again."""
    from parsel import Selector

    return str(Selector(root=element, type="html").get())


def has_class(element: Element, name: str) -> bool:
    """Whether it is one of the element's classes."""
    return name in (element.get("class") or "").split()


def linked_names(elements: Iterable[Element]) -> tuple[str, ...]:
    """The texts of the links among the elements; "and 11 more" leads nowhere and is not a link."""
    names = (text_of(element) for element in elements if element.get("href"))
    return tuple(dict.fromkeys(name for name in names if name))


def unexpected(body: bytes, wanted: str) -> ShelfhookError:
    """The error that names the page's kind, which is not the *wanted* one."""
    if not _LOGGED_IN.search(body) and _LOGIN.search(body):
        return CredentialsError(
            f"MyAnonamouse answered its login page, not {wanted}: the session is not valid (any more)"
        )
    if _LOGGED_IN.search(body) and _NO_TORRENT.search(body):
        return NotFoundError("has no such torrent", service="mam")
    return UnexpectedAnswerError(f"answered {describe(body)}, not {wanted}", service="mam")


def describe(body: bytes) -> str:
    """The kind of a body, in a few words."""
    title = _TITLE.search(body)
    if title:
        return f'a page titled "{quoted(title[1].decode("utf-8", errors="replace"), _MOST_WORDS)}"'
    if not body.strip():
        return "nothing"
    return "a page without a title" if b"<" in body[:1000] else "no HTML page"
