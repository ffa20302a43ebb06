"""Texts from others, made safe for one of our lines."""

import re
from typing import Final

LONGEST: Final = 200

_READ: Final = 100_000
"""No more of a text is shown; checking so much takes a moment."""

_BREAKS: Final = re.compile("[\\t\\n\\v\\f\\r\\x85\u2028\u2029]+")
_CONTROLS: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\ud800-\udfff\ufff9-\ufffb]+")
# Marks that change the direction of the text after them, or that are invisible.
_HIDDEN: Final = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]+"
)


def harmless(text: str, *, longest: int | None = LONGEST) -> str:
    """*text* on one line, readable, without characters that move a cursor, change the direction or are invisible.

    Args:
        text: Anything: the name of a torrent, a title, an error of a service.
        longest: In characters, with the sign for an omission; None omits nothing.
    """
    if longest is not None and len(text) > _READ:
        text = text[:_READ] + "…"
    text = _HIDDEN.sub("", _BREAKS.sub(" ", text))
    text = _CONTROLS.sub("\ufffd", text)
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"


# Messengers read these as mentions, links, emphasis or tags; an invisible blank separates what only counts together.
_APART: Final = "\u200b"
_MARKUP: Final = re.compile(r"@|\](?=\()|:(?=//)|_(?=_)|~(?=~)|\|(?=\|)")
_LOOKALIKES: Final = str.maketrans({"<": "‹", ">": "›", "*": "∗", "`": "ˋ"})


def unmarked(text: str) -> str:
    """*text*, readable, without anything that a messenger takes for a mention, a link, a tag or emphasis."""
    return _MARKUP.sub(rf"\g<0>{_APART}", text.translate(_LOOKALIKES))
