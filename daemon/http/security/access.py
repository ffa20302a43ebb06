"""Who may call a path."""

from enum import Enum


class Access(Enum):
    """What a caller has to show."""

    ANYONE = "nothing"
    USER = "the daemon's token or a session; nothing on this machine while LISTEN is a loopback address"
    TOKEN = "the daemon's token"  # noqa: S105 - a description, and not a token
    PROVIDER = "the provider's token, which Audiobookshelf has"
