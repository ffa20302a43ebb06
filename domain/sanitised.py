"""Descriptions in the form in which Audiobookshelf stores them."""

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

_DROPPED_WHOLE: Final = frozenset({"script", "style", "textarea", "option", "noscript"})

_EMPTY_LINES: Final = re.compile(r"\n[^\S\n]*\n\s*")


def as_html(text: str) -> str:
    """Plain text as Audiobookshelf stores it unchanged: escaped, and with several paragraphs or lines as such.

    What is not escaped would be lost or altered, and a second write of it be one more change
    (facts/audiobookshelf_2.md 1).
    """
    paragraphs = [_lines(part) for part in _EMPTY_LINES.split(text) if part.strip()]
    if len(paragraphs) < 2:  # noqa: PLR2004 - a single one needs no mark
        return "".join(paragraphs)
    return "".join(f"<p>{one}</p>" for one in paragraphs)


def _lines(paragraph: str) -> str:
    return "<br />".join(escape(line.strip(), quote=False) for line in paragraph.strip().splitlines())


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two descriptions have the same text.

    Audiobookshelf drops tags that it does not allow, with their content if that is a script, and
    escapes the rest (facts/audiobookshelf.md 3): the stored text differs from the one that was sent, but has
    the same words.
    """
    return _words(one or "") == _words(other or "")


def _words(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Reader(HTMLParser):
    """Collects the readable text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser defines the signature
        if tag in _DROPPED_WHOLE:
            self._dropped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            self._dropped.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(data)
