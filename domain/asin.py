"""ASINs: Audible's and Amazon's numbers."""

import re
from typing import Final

_SHAPE: Final = re.compile("[A-Z0-9]{10}")


def asin_of(text: str | None) -> str | None:
    """The ten characters of an ASIN in any case; None when it is none, by Audiobookshelf's rule."""
    found = (text or "").strip().upper()
    return found if found.isascii() and _SHAPE.fullmatch(found) and len(set(found)) > 1 else None
