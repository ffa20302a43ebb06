"""How far the library is covered, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daemon.commands.tables import safe

_DAY: Final = 86400


def lines(coverage: Mapping[str, Any]) -> Iterator[str]:
    """What ``GET /api/coverage`` answered, for ``shelfhook status``."""
    yield (
        f"library: {coverage['total']} books, {coverage['updated']} looked up at Google Books "
        f"({coverage['percent']} %), {coverage['pending']} pending"
    )
    if coverage["updated"]:
        age = coverage["average_age_seconds"] / _DAY
        yield (
            f"looked up: oldest {coverage['oldest']}, newest {coverage['newest']}, "
            f"{age:.1f} days ago on average"
        )
    fields = (f"{name.replace('_', ' ')} {number}" for name, number in coverage["fields"].items())
    yield f"books that have: {', '.join(fields)}"
    if coverage["problem"]:
        yield f"no lookups: {safe(coverage['problem'])}"
