"""From Audiobookshelf's JSON about itself to our types, tolerant of what is odd, missing or new.

A value of the wrong kind counts as absent. Only a library without an id is refused.
"""

from typing import Any

from clients.audiobookshelf.items import Busy, Library, Me, ServerStatus
from clients.audiobookshelf.values import mapping, sequence, text, texts


def read_status(raw: dict[str, Any]) -> ServerStatus | None:
    """The server's description of itself; None when it is another program."""
    if raw.get("app") != "audiobookshelf":
        return None
    return ServerStatus(version=text(raw.get("serverVersion")) or "", initialised=raw.get("isInit") is True)


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


def read_libraries(raw: list[Any]) -> tuple[Library, ...]:
    """The libraries of books; paths lose a trailing slash."""
    books = [one for one in map(mapping, raw) if one.get("mediaType") == "book"]
    return tuple(_library(one) for one in books if text(one.get("id")))


def read_tasks(raw: list[Any]) -> Busy:
    """What its unfinished tasks are about.

    A task of the watcher names its library as soon as the first file arrives, and waits then until all is quiet: it is
    left out, because it scans items with changed files, and at those for a moment (facts/audiobookshelf.md 4).
    """
    running = [one for one in map(mapping, raw) if one.get("isFinished") is not True]
    data = [mapping(one.get("data")) for one in running if one.get("action") != "watcher-scan"]
    return Busy(
        libraries=frozenset(filter(None, (text(one.get("libraryId")) for one in data))),
        items=frozenset(filter(None, (text(one.get("libraryItemId")) for one in data))),
    )


def _library(raw: dict[str, Any]) -> Library:
    settings = mapping(raw.get("settings"))
    paths = (text(mapping(folder).get("fullPath")) for folder in sequence(raw.get("folders")))
    return Library(
        id=text(raw.get("id")) or "",
        name=text(raw.get("name")) or "",
        folders=tuple(path.rstrip("/") or "/" for path in paths if path),
        watcher_enabled=settings.get("disableWatcher") is not True,
        metadata_precedence=tuple(texts(settings.get("metadataPrecedence"))),
    )
