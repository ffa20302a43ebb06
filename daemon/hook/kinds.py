"""The kinds of the hook's line, for those that need to know no more of it."""

from enum import StrEnum


class Kind(StrEnum):
    """The program that delivers the completion."""

    CURL = "curl"
    NOTIFY = "notify"
