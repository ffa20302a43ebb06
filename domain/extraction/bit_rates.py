"""Bit rates in free text, in thousands of bits per second: they limit how long files of a size can be."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from domain.extraction.text import Text

_STATED: Final = re.compile(r"([0-9][0-9][0-9]?)\s?(k(?:bps|bits?|b/s|bit/s|pbs|bs)|k(?![a-z0-9]))")
_SENSIBLE: Final = range(16, 513)


class StatedRates(NamedTuple):
    """The lowest and the highest stated bit rate; 0 for none.

    Only rates with their unit count for the lowest: "64 kbps", and not "64k".
    """

    least: int = 0
    most: int = 0


def stated_rates(texts: Iterable[Text]) -> StatedRates:
    """The bit rates that the texts state."""
    rates: list[int] = []
    with_unit: list[int] = []
    for text in texts:
        for match in _STATED.finditer(text.lowered):
            before = text.lowered[match.start() - 1 : match.start()]
            rate = int(match[1])
            if before.isdigit() or before == "." or rate not in _SENSIBLE:
                continue
            rates.append(rate)
            if len(match[2]) > 1:
                with_unit.append(rate)
    return StatedRates(min(with_unit, default=0), max(rates, default=0))
