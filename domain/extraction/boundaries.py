"""Where a statement begins and ends in a list of tags or a line of a description, as regular expressions."""

from typing import Final

TAG_OPEN: Final = r"(?:\A|[|,;\n])\s*"
TAG_CLOSE: Final = r"\s*(?:\Z|[|,;\n])"
"""A whole tag: nothing but the value stands in it."""

LOOSE: Final = r"(?:(?:approx(?:imately|\.)?|about|around|ca\.?|circa|~|≈)\s*)?"
"""What may stand before a value without changing it."""

OPEN: Final = rf"(?:\A|[|,;/\n•·\[(]|[.!?\])]\s|\s[-–—]\s)\s*{LOOSE}"
"""The end of a text in front of a value that stands alone, if not in a tag of its own."""

CLOSE: Final = r"\s*(?:\Z|[|,;/\n•·\[\](){}]|[.!?](?:\s|\Z)|[-–—]\s)"
"""The start of a text behind a value that stands alone."""

LINE_OPEN: Final = rf"(?:\A|[|\n•·])\s*{LOOSE}"
LINE_CLOSE: Final = r"\s*(?:\Z|[|\n•·(\[]|[.;](?:\s|\Z))"
"""The same for running text, in which a comma ends nothing."""

GAP: Final = rf"\s*(?:\([^)\n]{{0,20}}\))?\s*[:=~–—-]{{0,2}}[\s*_]*(?:is\s|of\s|on\s)?\s*{LOOSE}\(?\s*"
"""What stands between a label and its value."""

COLON: Final = rf"\s*(?:\([^)\n]{{0,20}}\))?[\s*_]*[:=][\s*_]*(?:on\s)?{LOOSE}\(?\s*"
"""The same where only a colon makes it a label: in running text."""
