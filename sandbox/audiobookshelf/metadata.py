"""Where a scan takes a book's metadata from: its folder's name, its tags, the stored metadata.json."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from sandbox.audiobookshelf.book import TEXT_FIELDS, Book
from sandbox.audiobookshelf.library import Database

_VOLUME: Final = re.compile(r"(?:vol\.? |volume |book )(\d{1,3}(?:\.\d{1,2})?)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_TAG_TEXTS: Final = {
    "subtitle": "tagSubtitle",
    "publisher": "tagPublisher",
    "publishedYear": "tagDate",
    "description": "tagDescription",
    "isbn": "tagIsbn",
    "asin": "tagASIN",
    "language": "tagLanguage",
}


def from_folder(rel_path: str, *, is_file: bool) -> dict[str, Any]:
    """The facts in ``Author/Series/Book 2 - Title {Narrator}``."""
    parts = list(PurePosixPath(rel_path).parts)
    if is_file:
        return {"title": PurePosixPath(rel_path).stem}
    found: dict[str, Any] = {}
    name, _, narrators = parts.pop().partition(" {")
    if narrators:
        found["narrators"] = split_names(narrators.removesuffix("}"))
    pieces = name.split(" - ")
    year = re.fullmatch(r"\(?(\d{4})\)?", pieces[0])
    if year and len(pieces) > 1:
        found["publishedYear"] = year[1]
        del pieces[0]
    if len(parts) > 1:
        found["series"] = [(parts.pop(), _take_number(pieces))]
    if parts:
        found["authors"] = split_names(parts.pop())
    found["title"] = " - ".join(pieces)
    return found


def _take_number(pieces: list[str]) -> str | None:
    for index, piece in enumerate(pieces):
        match = _VOLUME.fullmatch(piece) or (_NUMBER.fullmatch(piece) if len(pieces) > 1 else None)
        if match:
            del pieces[index]
            return f"{float(match[match.lastindex or 0]):g}"
    return None


def from_tags(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts in the first file's tags."""
    tags: Mapping[str, str] = files[0]["metaTags"] if files else {}
    found: dict[str, Any] = {theirs: tags[tag] for theirs, tag in _TAG_TEXTS.items() if tags.get(tag)}
    if title := tags.get("tagAlbum") or tags.get("tagTitle"):
        found["title"] = title
    if artist := tags.get("tagArtist") or tags.get("tagAlbumArtist"):
        found["authors"] = split_names(artist)
    if composer := tags.get("tagComposer"):
        found["narrators"] = split_names(composer)
    if genre := tags.get("tagGenre"):
        found["genres"] = [one.strip() for one in re.split(r"[/;,]", genre)]
    if series := tags.get("tagSeries"):
        found["series"] = [(series, tags.get("tagSeriesPart"))]
    return found


def flags_in_tags(files: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """What the first file's tags say of abridged and explicit; a stored "no" means never set."""
    tags: Mapping[str, str] = files[0]["metaTags"] if files else {}
    return {
        name: str(tags.get(f"tag{name.title()}")).lower() in {"1", "true", "yes"}
        for name in ("abridged", "explicit")
    }


def from_stored(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in metadata.json: a null in it says nothing, an empty list does."""
    found = {key: value for key, value in stored.items() if value is not None and key != "chapters"}
    if "series" in found:
        pairs = (re.fullmatch(r"(.*?)(?: #(\S+))?", one) for one in found["series"])
        found["series"] = [(pair[1], pair[2]) for pair in pairs if pair]
    return found


def split_names(text: str) -> list[str]:
    """The names in a tag: ``&``, ``and``, ``;`` and commas divide; ``Last, First`` is turned around."""
    divider = next((one for one in ("&", " and ", ";") if one in text), None)
    chunks = text.split(divider) if divider else [text]
    parts = [part.strip() for chunk in chunks for part in chunk.split(",")]
    if "," in text and len(parts) > 1 and " " not in parts[0]:
        parts = [f"{first} {last}".strip() for last, first in zip(parts[::2], parts[1::2], strict=False)]
    return list(dict.fromkeys(part for part in parts if part))


def refresh(database: Database, book: Book, precedence: Sequence[str]) -> None:
    """Set the facts of the book's sources, the strongest last, and store the outcome."""
    sources = {
        "folderStructure": lambda: from_folder(book.rel_path, is_file=book.is_file),
        "audioMetatags": lambda: from_tags(book.tracks),
        "absMetadata": lambda: from_stored(book.stored or {}),
    }
    found: dict[str, Any] = {}
    for name in precedence:
        if name in sources:
            found |= sources[name]()
    if database.reads_flag_tags:
        found |= {
            name: True for name, value in flags_in_tags(book.tracks).items() if value and not found.get(name)
        }
    _set(database, book, found)
    book.stored = book.metadata_json()


def _set(database: Database, book: Book, found: Mapping[str, Any]) -> None:
    for theirs, ours in TEXT_FIELDS.items():
        if theirs in found:
            setattr(book, ours, found[theirs])
    for name in ("narrators", "genres", "tags", "explicit", "abridged"):
        if name in found:
            setattr(book, name, found[name])
    if "authors" in found:
        book.authors = [database.author(book.library_id, name) for name in found["authors"]]
    if "series" in found:
        book.series = [database.place(book.library_id, name, number) for name, number in found["series"]]
