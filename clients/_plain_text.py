"""A description without its markup."""

import html
import re
from typing import Final

MAX_CHARS: Final = 50_000
"""The limit of a description with its markup: a longer one is cut."""

# Each stops at the next bracket, so the time is in proportion to the text; html.parser's is not.
_UNSEEN: Final = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<(?:br|hr|/?(?:p|div|li|[uo]l|h[1-6]|tr))\b[^<>]*>", re.IGNORECASE)
_MARK: Final = re.compile(r"</?[a-z][^<>]*>|<!--[^<>]*-->", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def plain_text(markup: str) -> str:
    """The text of the markup, one line for each paragraph, without empty lines."""
    shown = _MARK.sub("", _BREAK.sub("\n", _UNSEEN.sub("", markup[:MAX_CHARS])))
    lines = map(one_line, html.unescape(shown).split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Trimmed, with single blanks in place of blanks, line ends and control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())
