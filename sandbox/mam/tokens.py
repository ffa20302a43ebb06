"""Values that look random, differ from each other, and are the same in every run."""

import base64
import hashlib
import zlib
from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,=="


def octets(*parts: object, length: int) -> bytes:
    """*length* bytes that follow from *parts*."""
    return hashlib.shake_256("\x1f".join(map(str, parts)).encode()).digest(length)


def token(*parts: object, length: int) -> str:
    """Letters and digits that follow from *parts*."""
    return base64.b32encode(octets(*parts, length=length)).decode().lower()[:length]


def download_key(*parts: object, length: int) -> str:
    """Like `token`, with the other signs of a download address: ``+``, ``,`` and ``=``."""
    return "".join(_ALPHABET[octet % len(_ALPHABET)] for octet in octets(*parts, length=length))


def number(name: str) -> int:
    """An id for a person or a series, of the size that the site's ids have."""
    return zlib.crc32(name.encode()) % 400_000 + 1
