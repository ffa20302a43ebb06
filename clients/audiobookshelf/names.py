"""How a scan of Audiobookshelf reads several names out of one tag."""

import re
from typing import Final

_LISTS: Final = ("&", " and ", ";")


def split_names(text: str) -> tuple[str, ...]:
    """The names in a tag such as ``Ray Porter & Smith, Jo``, in order, none twice.

    ``&``, else ``and``, else ``;`` divide, and commas always do. When the part before the first comma is a
    single word, the list is taken as pairs of last and first name, and an odd part at the end is lost.
    """
    divider = next((one for one in _LISTS if one in text), None)
    chunks = text.split(divider) if divider else [text]
    parts = [part.strip() for chunk in chunks for part in chunk.split(",")]
    if "," in text and len(parts) > 1 and re.search(r"\s", parts[0]) is None:
        parts = [f"{first} {last}".strip() for last, first in zip(parts[::2], parts[1::2], strict=False)]
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part))
