"""From Audiobookshelf's JSON to our types, tolerant of what is odd, missing or new.

A value of the wrong kind counts as absent. Only an item that cannot be named or placed (no id, library or
path) is refused.
"""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from clients.audiobookshelf.embedded import read_embedded
from clients.audiobookshelf.items import AudioFile, Library, LibraryItem, ListedItem, Me, Page
from domain.recording import Series

T = TypeVar("T")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS: Final = 253_402_300_799_000  # the end of the year 9999
_INODE_DIGITS: Final = 20  # of the largest number of 64 bits


class OddItemError(ValueError):
    """An item without what every item must have."""


def page_of(raw: list[Any], read: Callable[[dict[str, Any]], T]) -> Page[T]:
    """What *read* makes of each element, without those that it refuses."""
    items: list[T] = []
    for one in raw:
        try:
            items.append(read(mapping(one)))
        except OddItemError:
            continue
    return Page(items=tuple(items), skipped=len(raw) - len(items))


def read_me(raw: dict[str, Any]) -> Me:
    """The user, without its token."""
    permissions = mapping(raw.get("permissions"))
    user_type = text(raw.get("type")) or ""
    return Me(
        username=text(raw.get("username")) or "",
        user_type=user_type,
        is_admin=user_type in {"root", "admin"},
        can_update=permissions.get("update") is True,
        sees_all_libraries=permissions.get("accessAllLibraries") is True,
        sees_explicit=permissions.get("accessExplicitContent") is True,
    )


def read_library(raw: dict[str, Any]) -> Library:
    """A library; paths lose a trailing slash."""
    settings = mapping(raw.get("settings"))
    paths = (text(mapping(folder).get("fullPath")) for folder in sequence(raw.get("folders")))
    return Library(
        id=_required(raw, "id"),
        name=text(raw.get("name")) or "",
        folders=tuple(path.rstrip("/") or "/" for path in paths if path),
        watcher_enabled=settings.get("disableWatcher") is not True,
        metadata_precedence=tuple(texts(settings.get("metadataPrecedence"))),
    )


def read_listed(raw: dict[str, Any]) -> ListedItem:
    """An item of the minified shape."""
    media = mapping(raw.get("media"))
    metadata = mapping(media.get("metadata"))
    return ListedItem(
        id=_required(raw, "id"),
        library_id=_required(raw, "libraryId"),
        path=_required(raw, "path"),
        rel_path=text(raw.get("relPath")) or "",
        is_file=raw.get("isFile") is True,
        is_missing=raw.get("isMissing") is True,
        ino=whole(raw.get("ino")),
        title=text(metadata.get("title")),
        author_name=text(metadata.get("authorName")),
        num_audio_files=whole(media.get("numAudioFiles")) or 0,
        duration_seconds=seconds(media.get("duration")),
        updated_at=moment(raw.get("updatedAt")),
        added_at=moment(raw.get("addedAt")),
    )


def read_item(raw: dict[str, Any]) -> LibraryItem:
    """An item of the expanded shape."""
    media = mapping(raw.get("media"))
    metadata = mapping(media.get("metadata"))
    files = tuple(_audio_files(media))
    return LibraryItem(
        id=_required(raw, "id"),
        library_id=_required(raw, "libraryId"),
        path=_required(raw, "path"),
        rel_path=text(raw.get("relPath")) or "",
        is_file=raw.get("isFile") is True,
        is_missing=raw.get("isMissing") is True,
        title=text(metadata.get("title")),
        subtitle=text(metadata.get("subtitle")),
        authors=tuple(_names(metadata.get("authors"))),
        narrators=tuple(texts(metadata.get("narrators"))),
        series=tuple(_series(metadata.get("series"))),
        tags=tuple(texts(media.get("tags"))),
        publisher=text(metadata.get("publisher")),
        published_year=text(metadata.get("publishedYear")),
        isbn=text(metadata.get("isbn")),
        asin=text(metadata.get("asin")),
        language=text(metadata.get("language")),
        description=text(metadata.get("description")),
        abridged=metadata.get("abridged") is True,
        duration_seconds=seconds(media.get("duration")),
        chapters=len(sequence(media.get("chapters"))),
        audio_files=files,
        brings_metadata=any(map(_holds_metadata, sequence(raw.get("libraryFiles")))),
        updated_at=moment(raw.get("updatedAt")),
        added_at=moment(raw.get("addedAt")),
    )


def _audio_files(media: dict[str, Any]) -> Iterator[AudioFile]:
    for raw in map(mapping, sequence(media.get("audioFiles"))):
        stat = mapping(raw.get("metadata"))
        path = text(stat.get("path"))
        if path is None:
            continue
        yield AudioFile(
            path=path,
            rel_path=text(stat.get("relPath")) or "",
            ino=whole(raw.get("ino")),
            size=whole(stat.get("size")),
            duration_seconds=seconds(raw.get("duration")),
            embedded=read_embedded(mapping(raw.get("metaTags"))),
        )


def _holds_metadata(raw: Any) -> bool:
    name = (text(mapping(mapping(raw).get("metadata")).get("filename")) or "").lower()
    return name == "metadata.json" or name.endswith(".opf")


def _names(raw: Any) -> Iterator[str]:
    yield from filter(None, (text(mapping(one).get("name")) for one in sequence(raw)))


def _series(raw: Any) -> Iterator[Series]:
    for one in map(mapping, sequence(raw)):
        name = text(one.get("name"))
        if name:
            yield Series(name=name, sequence=text(one.get("sequence")))


def _required(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise OddItemError(key)
    return value


def mapping(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The strings of an array, blank ones included: they are what is stored."""
    return [one for one in sequence(value) if isinstance(one, str)]


def text(value: Any) -> str | None:
    """A string that says something; a number is written out."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def number(value: Any) -> float | None:
    """A finite number, also one written as a string of digits."""
    try:
        found = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number of any size that is not negative, also as a string of decimal digits."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _INODE_DIGITS else None
    found = number(value)
    return int(found) if found is not None and found >= 0 else None


def seconds(value: Any) -> float:
    """A length of time; 0 when there is none."""
    return max(number(value) or 0.0, 0.0)


def moment(value: Any) -> datetime | None:
    """A time given in milliseconds since 1970."""
    found = number(value)
    if found is None or not 0 <= found <= _LAST_MS:
        return None
    return _EPOCH + timedelta(milliseconds=found)
