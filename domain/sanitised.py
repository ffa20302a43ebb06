"""Descriptions, as Audiobookshelf keeps them."""

from html.parser import HTMLParser
from typing import Final

_DROPPED_WHOLE: Final = frozenset({"script", "style", "textarea", "option", "noscript"})


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two descriptions say the same.

    Audiobookshelf drops tags that it does not allow, with their content where that is a script, and
    escapes the rest (facts/audiobookshelf.md 3): what it keeps of a text is not what was sent, and yet
    the same words.
    """
    return _words(one or "") == _words(other or "")


def _words(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Reader(HTMLParser):
    """Gathers what is left to read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the signature is the parser's
        if tag in _DROPPED_WHOLE:
            self._dropped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            self._dropped.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(data)
