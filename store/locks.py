"""The names of PostgreSQL's advisory locks."""

import hashlib


def key_of(what: str) -> int:
    """The number of the lock on something, in a signed 64-bit integer."""
    return int.from_bytes(hashlib.sha256(f"shelfhook {what}".encode()).digest()[:8], signed=True)
