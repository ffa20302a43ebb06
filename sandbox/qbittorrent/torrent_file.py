"""Torrent files of what lies on disk."""

import hashlib
from pathlib import Path
from typing import Any

from sandbox.torrents import bencode


def make_torrent(
    content: Path, *, comment: str, piece_length: int = 16384, private: bool = True
) -> tuple[bytes, str]:
    """A v1 torrent file of one file or of a folder with its files, and its info hash in hexadecimal digits.

    It names no tracker. libtorrent cleans the names when it reads them: a newline or tab becomes ``_`` and
    a backslash is dropped, so files with such names cannot be seeded from where they lie
    (facts/qbittorrent.md 1).
    """
    single = content.is_file()
    paths = [content] if single else sorted(path for path in content.rglob("*") if path.is_file())
    data = b"".join(path.read_bytes() for path in paths)
    info: dict[str, Any] = {
        "name": content.name,
        "piece length": piece_length,
        "pieces": b"".join(_sha1(data[at : at + piece_length]) for at in range(0, len(data), piece_length)),
    }
    if single:
        info["length"] = len(data)
    else:
        info["files"] = [
            {"length": path.stat().st_size, "path": list(path.relative_to(content).parts)} for path in paths
        ]
    if private:
        info["private"] = 1
    return bencode({"comment": comment, "info": info}), _sha1(bencode(info)).hex()


def _sha1(data: bytes) -> bytes:
    # The v1 format's own hash, not a choice.
    return hashlib.sha1(data, usedforsecurity=False).digest()
