"""Where a statement begins and ends in a list of tags or a line of a description, as regular expressions."""

from typing import Final

from domain.extraction.languages import WORDS

TAG_OPEN: Final = r"(?:\A|[|,;\n])\s*"
TAG_CLOSE: Final = r"\s*(?:\Z|[|,;\n])"
"""A whole tag: nothing but the value stands in it."""

LOOSE: Final = rf"(?:(?:{WORDS.about})\s*)?"
"""What may stand before a value without changing it."""

OPEN: Final = rf"(?:\A|[|,;/\n•·\[(]|[.!?\])]\s|\s[-–—]\s)\s*{LOOSE}"
"""The end of a text in front of a value that stands alone, if not in a tag of its own."""

CLOSE: Final = r"\s*(?:\Z|[|,;/\n•·\[\](){}]|[.!?](?:\s|\Z)|[-–—]\s)"
"""The start of a text behind a value that stands alone."""

LINE_OPEN: Final = rf"(?:\A|[|\n•·])\s*{LOOSE}"
LINE_CLOSE: Final = r"\s*(?:\Z|[|\n•·(\[]|[.;](?:\s|\Z))"
"""The same for running text, in which a comma ends nothing."""

GAP: Final = rf"[ ]*(?:\([^)\n]{{0,20}}\))?(?:[ .…·_*~-]{{0,12}}[:=]{{1,2}}|[ ]?[~–—-]{{1,5}}|\.{{2,6}}|…|\?)?[ *_]*(?:is\s|of\s|on\s)?[ ]*{LOOSE}\(?[ ]*"
"""What stands between a label and its value."""

COLON: Final = (
    rf"[ ]*(?:\([^)\n]{{0,20}}\))?(?:[ .…·_*~-]{{0,12}}[:=]{{1,2}}|\.{{2,6}}|…)[ *_]*(?:on\s)?{LOOSE}\(?[ ]*"
)
"""The same where only a colon makes it a label: in running text."""
