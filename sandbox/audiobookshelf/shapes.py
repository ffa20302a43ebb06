"""The three shapes in which the API shows an item: facts/audiobookshelf.md 2.2."""

import re
from collections.abc import Sequence
from typing import Any, Final

from sandbox.audiobookshelf.book import Book

VERSION: Final = "2.36.0"
_ARTICLE: Final = re.compile(r"(the|a|an) (.+)", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


def minified(book: Book) -> dict[str, Any]:
    """As lists show it."""
    media = {
        **_media(book, {"title": book.title, **_joined(book), **_scalars(book)}),
        **_counts(book),
        **({"ebookFormat": book.ebook_file["ebookFormat"]} if book.ebook_file else {}),
    }
    return {**_top(book), "media": media, "numFiles": len(book.library_files), "size": book.size}


def plain(book: Book) -> dict[str, Any]:
    """As one item without ``expanded`` is shown, and as a write answers."""
    media = {
        **_media(book, {"title": book.title, **_lists(book), **_scalars(book)}),
        "libraryItemId": book.id,
        **_files(book),
    }
    return {**_top(book), **_scanned(book), "media": media, "libraryFiles": book.library_files}


def expanded(book: Book) -> dict[str, Any]:
    """Everything."""
    text = _TAG.sub("", book.description) if book.description else None
    metadata = {
        "title": book.title,
        **_lists(book),
        **_scalars(book),
        **_joined(book),
        "descriptionPlain": text,
    }
    media = {
        **_media(book, metadata),
        **_counts(book),
        "libraryItemId": book.id,
        **_files(book),
        "tracks": _tracks(book),
    }
    return {
        **_top(book),
        "media": media,
        "numFiles": len(book.library_files),
        "size": book.size,
        **_scanned(book),
        "libraryFiles": book.library_files,
    }


def _media(book: Book, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"id": book.media_id, "metadata": metadata, "coverPath": book.cover_path, "tags": list(book.tags)}


def _top(book: Book) -> dict[str, Any]:
    return {
        "id": book.id,
        "ino": book.ino,
        "oldLibraryItemId": None,
        "libraryId": book.library_id,
        "folderId": book.folder_id,
        "path": book.path,
        "relPath": book.rel_path,
        "isFile": book.is_file,
        **book.times,
        "addedAt": book.added_at,
        "updatedAt": book.updated_at,
        "isMissing": book.is_missing,
        "isInvalid": False,
        "mediaType": book.media_type,
    }


def _scanned(book: Book) -> dict[str, Any]:
    return {"lastScan": book.last_scan, "scanVersion": VERSION}


def _scalars(book: Book) -> dict[str, Any]:
    return {
        "subtitle": book.subtitle,
        "genres": list(book.genres),
        "publishedYear": book.published_year,
        "publishedDate": book.published_date,
        "publisher": book.publisher,
        "description": book.description,
        "isbn": book.isbn,
        "asin": book.asin,
        "language": book.language,
        "explicit": book.explicit,
        "abridged": book.abridged,
    }


def _lists(book: Book) -> dict[str, Any]:
    return {
        "authors": [{"id": author.id, "name": author.name} for author in book.authors],
        "narrators": list(book.narrators),
        "series": [{"id": s.id, "name": s.name, "sequence": s.sequence} for s in book.series],
    }


def _joined(book: Book) -> dict[str, Any]:
    article = _ARTICLE.fullmatch(book.title or "")
    return {
        "titleIgnorePrefix": f"{article[2]}, {article[1]}" if article else book.title,
        "authorName": author_name(book),
        "authorNameLF": author_name_last_first(book),
        "narratorName": ", ".join(book.narrators),
        "seriesName": ", ".join(f"{s.name} #{s.sequence}" if s.sequence else s.name for s in book.series),
    }


def author_name(book: Book) -> str:
    """The authors in one string."""
    return ", ".join(author.name for author in book.authors)


def author_name_last_first(book: Book) -> str:
    """The same, each with the last name first."""
    return ", ".join(_last_first(author.name.split()) for author in book.authors)


def _last_first(words: Sequence[str]) -> str:
    return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else "".join(words)


def _counts(book: Book) -> dict[str, Any]:
    return {
        "numTracks": len(book.tracks),
        "numAudioFiles": len(book.audio_files),
        "numChapters": len(book.chapters),
        "duration": book.duration,
        "size": sum(one["metadata"]["size"] for one in book.tracks),
    }


def _files(book: Book) -> dict[str, Any]:
    return {"audioFiles": book.audio_files, "chapters": book.chapters, "ebookFile": book.ebook_file}


def _tracks(book: Book) -> list[dict[str, Any]]:
    tracks = []
    start = 0
    for file in book.tracks:
        name = file["metadata"]["filename"]
        url = f"/api/items/{book.id}/file/{file['ino']}"
        tracks.append({**file, "title": name, "startOffset": start, "contentUrl": url})
        start += file["duration"]
    return tracks
