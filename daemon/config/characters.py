"""Characters that the value of no setting has."""

import re
from typing import Any, Final

IN_LINES: Final = frozenset(
    {
        "allowed_hosts",
        "extra_fields",
        "genres",
        "metadata_policy",
        "notify_urls",
        "path_map",
        "search_queries",
        "tags_from_mam",
        "trusted_proxies",
    }
)
"""Lists and maps, of which the environment may hold several lines."""

_ODD: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ODD_IN_LISTS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def readable(value: Any, field: str) -> Any:
    """The value, unless it contains control characters: a request or a file name would end there, or be another one.

    Raises:
        ValueError: It does; in words for the user.
    """
    odd = _ODD_IN_LISTS if field in IN_LINES else _ODD
    if isinstance(value, str) and odd.search(value):
        raise ValueError(
            "holds a line break, or another character that cannot be seen: write it again in one line"
        )
    return value
