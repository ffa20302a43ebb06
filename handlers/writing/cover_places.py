"""Whether a cover may be written where the server keeps covers."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from clients.audiobookshelf import CoverRules, LibraryItem
from clients.images.picture import EXTENSIONS
from domain.paths import PathMap

PathMaps: TypeAlias = Callable[[], Awaitable[PathMap]]
"""The path map as it is now."""

_COVERS: Final = frozenset({*EXTENSIONS.values(), "jpeg"})


async def refusal(item: LibraryItem, rules: CoverRules, path_map: PathMaps) -> str | None:
    """Why no cover may be written for an item; None when one may.

    Beside the books the server deletes every other ``cover.*``, and may write into the one that is there: its other
    hard links, a seeded torrent's among them, would change along (facts/audiobookshelf_2.md 2). So there must be none,
    and that must be seen.
    """
    if not rules.can_upload:
        return (
            f"{rules.username or 'the key'} may not upload covers: in Audiobookshelf under Settings, Users, edit it and "
            "turn on Can Upload and Can Update"
        )
    if rules.beside_books is False or item.is_file:
        return None
    if rules.beside_books is None:
        return "Audiobookshelf does not say where it keeps covers"
    place = (await path_map()).locate(item.path, source="abs", target="daemon")
    return await asyncio.to_thread(_beside, place.spelling, item)


def removal_refusal(rules: CoverRules) -> str | None:
    """Why no cover may be removed; None when one may."""
    if rules.can_remove:
        return None
    return (
        f"{rules.username or 'the key'} may not delete covers: in Audiobookshelf under Settings, Users, edit it and turn "
        "on Can Delete, then undo it again"
    )


def _beside(folder: str, item: LibraryItem) -> str | None:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
        here = all(os.stat(f"{folder}/{one.rel_path}").st_size == one.size for one in item.audio_files)  # noqa: PTH116
    except OSError:
        here = False
    if not here:
        return "Audiobookshelf keeps covers beside the books, and this one's folder cannot be seen from here: set PATH_MAP"
    for name in names:
        stem, _, extension = name.lower().rpartition(".")
        if stem == "cover" and extension in _COVERS:
            return f"Audiobookshelf keeps covers beside the books, and {name} is there already"
    return None
