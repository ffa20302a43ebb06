"""The kinds of the hook's line, for those that need to know no more of it."""

from enum import StrEnum


class Kind(StrEnum):
    """What hands the completion over."""

    CURL = "curl"
    NOTIFY = "notify"
