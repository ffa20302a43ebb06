"""Where a statement begins and ends in a list of tags or a line of a description, as regular expressions."""

from typing import Final

from domain.extraction.languages import WORDS

TAG_OPEN: Final = r"(?:\A|[|,;\n])\s*"
TAG_CLOSE: Final = r"\s*(?:\Z|[|,;\n])"
"""A whole tag, with nothing but the value."""

LOOSE: Final = rf"(?:(?:{WORDS.about})\s*)?"
"""What may precede a value without changing it."""

OPEN: Final = rf"(?:\A|[|,;/\n•·\[(]|[.!?\])]\s|\s[-–—]\s)\s*{LOOSE}"
"""The end of the text before a value that is a statement of its own, if it is not a tag of its own."""

CLOSE: Final = r"\s*(?:\Z|[|,;/\n•·\[\](){}]|[.!?](?:\s|\Z)|[-–—]\s)"
"""The start of the text after a value that is a statement of its own."""

LINE_OPEN: Final = rf"(?:\A|[|\n•·])\s*{LOOSE}"
LINE_CLOSE: Final = r"\s*(?:\Z|[|\n•·(\[]|[.;](?:\s|\Z))"
"""The same for running text, in which a comma does not end a statement."""

GAP: Final = rf"[ ]*(?:\([^)\n]{{0,20}}\))?(?:[ .…·_*~-]{{0,12}}[:=]{{1,2}}|[ ]?[~–—-]{{1,5}}|\.{{2,6}}|…|\?)?[ *_]*(?:is\s|of\s|on\s)?[ ]*{LOOSE}\(?[ ]*"
"""The text between a label and its value."""

COLON: Final = (
    rf"[ ]*(?:\([^)\n]{{0,20}}\))?(?:[ .…·_*~-]{{0,12}}[:=]{{1,2}}|\.{{2,6}}|…)[ *_]*(?:on\s)?{LOOSE}\(?[ ]*"
)
"""The same where only a colon marks a label: in running text."""
