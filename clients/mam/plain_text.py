"""Text without its markup."""

import html
import re
from typing import Final

MAX_CHARS: Final = 100_000
"""The limit of a text with its markup: a longer one is cut."""

_HTML: Final = re.compile(r"<(?:br|p|div)(?![a-z])", re.IGNORECASE)
# Each stops at the next bracket of its kind, so the time is in proportion to the text.
_IMAGE: Final = re.compile(r"\[img(?:=[^\[\]]{0,300})?\][^\[\]]{0,2000}\[/img\]", re.IGNORECASE)
_BREAK: Final = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?[uo]l|/?tr|/?table|/?h[1-6]|/?hr|/?blockquote|/?pre|/?d[ltd])(?![a-z0-9])[^<>]{0,2000}>",
    re.IGNORECASE,
)
_CODE_BREAK: Final = re.compile(
    r"\[(?:br|hr|\*|/?li|/?list|/?p|/?quote|/?center|/?tr|/?table|/?pre)(?:=[^\[\]]{0,300})?\]",
    re.IGNORECASE,
)
_PARAGRAPH: Final = re.compile(
    r"</?(?:p|[uo]l|table|h[1-6]|hr|blockquote)(?![a-z0-9])[^<>]{0,2000}>", re.IGNORECASE
)
_CELL: Final = re.compile(r"</(?:td|th|dt)>", re.IGNORECASE)
_CODE_CELL: Final = re.compile(r"\[/(?:td|th)\]", re.IGNORECASE)
_MARK: Final = re.compile(r"<(?:/?[a-z][^<>]{0,4000}|!--[^<>]{0,4000}--)>", re.IGNORECASE)
_CODE_MARK: Final = re.compile(
    r"\[/?(?:[biusq]|url|size|colou?r|font|left|right|align|justify|indent|code|spoiler|hide|sup|sub|td|th|youtube|style)"
    r"(?:=[^\[\]]{0,300})?\]",
    re.IGNORECASE,
)

_UNBROKEN: Final = re.compile(r"\S{20,}")


def one_line(text: str) -> str:
    """The text with every run of blanks, no-break ones and line ends included, as one blank."""
    if text.isprintable() and "  " not in text:  # so it has plain blanks only, and is sound
        return text.strip()
    line = " ".join(text.split())
    return line if line.isprintable() else _sound(line)


def quoted(text: str, most: int) -> str:
    """The first *most* characters of the site's text, for a message.

    Long strings without a blank are left out: the site, or a program in its place, may have sent back one of
    our cookies.
    """
    return _UNBROKEN.sub("…", one_line(text[: 100 * most]))[:most]


def from_markup(markup: str) -> str:
    """The text of HTML or BBCode, line by line, with one empty line between paragraphs and "|" between cells."""
    markup = markup[:MAX_CHARS]
    if "\n" in markup and _HTML.search(markup):  # there a line's end is a mere blank
        markup = markup.replace("\n", " ")
    text = _CODE_BREAK.sub("\n", _CODE_CELL.sub(" | ", _IMAGE.sub("\n", markup))) if "[" in markup else markup
    text = _MARK.sub("", _BREAK.sub("\n", _PARAGRAPH.sub("\n\n", _CELL.sub(" | ", text))))
    if "[" in text:
        text = _CODE_MARK.sub("", text)
    lines = [
        one_line(line).strip(" |") for line in (html.unescape(text) if "&" in text else text).splitlines()
    ]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip("\n")


def _sound(text: str) -> str:
    """The text without halves of characters and NULs, which neither a model nor a database takes."""
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "")
