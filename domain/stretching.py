"""Secrets made slow to guess: what the store keeps of one is no shortcut to a password."""

import hashlib
from functools import lru_cache

from pydantic import SecretStr


@lru_cache(maxsize=32)
def stretched(secret: SecretStr, *, salt: str, length: int) -> bytes:
    """A key or a fingerprint made of a secret: 16 MiB and some 50 ms the first time, at once afterwards.

    Args:
        secret: What it is made of; any text, as the environment may hold.
        salt: What it is for.
        length: In bytes.
    """
    return hashlib.scrypt(
        secret.get_secret_value().encode("utf-8", "surrogateescape"),
        salt=salt.encode("utf-8", "surrogateescape"),
        n=2**14,
        r=8,
        p=1,
        dklen=length,
    )
