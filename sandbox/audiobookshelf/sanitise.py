"""What Audiobookshelf leaves of the HTML in a description: facts/audiobookshelf.md 3."""

from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

_KEPT: Final = frozenset(["p", "ol", "ul", "li", "a", "strong", "em", "del", "br", "b", "i"])
_DROPPED_WHOLE: Final = frozenset({"script", "style", "textarea", "option", "noscript"})
_SCHEMES: Final = frozenset({"", "http", "https", "mailto"})


def sanitised(html: str) -> str:
    """*html* with only the tags that are kept, its text escaped, and every tag closed."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.parts) + "".join(f"</{tag}>" for tag in reversed(cleaner.open))


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self._within_dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WHOLE:
            self._within_dropped += 1
        elif tag == "br":
            self.parts.append("<br />")
        elif tag in _KEPT:
            kept = "".join(
                f' {name}="{escape(value or "")}"' for name, value in attrs if _keeps(tag, name, value)
            )
            self.parts.append(f"<{tag}{kept}>")
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED_WHOLE:
            self._within_dropped = max(0, self._within_dropped - 1)
        elif tag in self.open:
            while (last := self.open.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._within_dropped:
            self.parts.append(escape(data, quote=False))


def _keeps(tag: str, name: str, value: str | None) -> bool:
    if tag != "a" or name not in {"href", "name", "target"}:
        return False
    return name != "href" or urlsplit((value or "").strip()).scheme.lower() in _SCHEMES
