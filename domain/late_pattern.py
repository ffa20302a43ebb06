"""Regular expressions that are compiled when they are used first: an idle daemon has no use for the large ones."""

import re
from functools import cached_property
from typing import Any, cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern; what is wrong in it shows with its first use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._given)

    def __getattr__(self, name: str) -> Any:
        """Found once for each name, so that later uses cost as much as the pattern's own."""
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found
