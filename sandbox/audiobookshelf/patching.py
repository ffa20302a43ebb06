"""What a write does to an item, with every coercion of the real server: facts/audiobookshelf.md 3 and 6."""

from collections.abc import Mapping
from typing import Any

from sandbox.audiobookshelf.book import TEXT_FIELDS, Book
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.library import Database
from sandbox.audiobookshelf.sanitise import sanitised


def apply(database: Database, book: Book, payload: Mapping[str, Any]) -> bool:
    """Write what *payload* may change; whether anything did.

    Raises:
        ProcessExitError: The payload ends the server's process; what came before it stays in the database,
            and not in metadata.json.
    """
    before = _snapshot(book)
    metadata = payload.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    repeated = _write_texts(book, metadata)
    _write_lists(book, payload, metadata)
    _write_media(book, payload)
    _write_series(database, book, metadata)
    _write_authors(database, book, metadata)
    changed = repeated or _snapshot(book) != before
    if changed:
        book.updated_at = max(database.now(), book.updated_at + 1)
        book.stored = book.metadata_json()
    return changed


def _snapshot(book: Book) -> list[Any]:
    return [
        book.metadata_json(),
        list(book.authors),
        list(book.series),
        list(book.audio_files),
        book.ebook_file,
    ]


def _write_texts(book: Book, metadata: Mapping[str, Any]) -> bool:
    """Write the texts; True when a description was sent that differs from what is stored before cleaning."""
    rewritten = False
    for theirs, ours in TEXT_FIELDS.items():
        value = metadata.get(theirs, ...)
        if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
            continue
        text = _as_text(value)
        if theirs == "description" and text is not None:
            rewritten = text != book.description
            text = sanitised(text)
        setattr(book, ours, text or None)
    return rewritten


def _as_text(value: str | float | None) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return str(int(value)) if float(value).is_integer() else str(value)


def _write_lists(book: Book, payload: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
    for source, theirs in ((metadata, "narrators"), (metadata, "genres"), (payload, "tags")):
        value = source.get(theirs)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            setattr(book, theirs, list(value))
    for theirs in ("abridged", "explicit"):
        if theirs in metadata:
            setattr(book, theirs, _truthy(metadata[theirs]))


def _truthy(value: Any) -> bool:
    """As JavaScript sees it: an empty list or object is true."""
    return isinstance(value, list | dict) or bool(value)


def _write_media(book: Book, payload: Mapping[str, Any]) -> None:
    if isinstance(files := payload.get("audioFiles"), list):
        book.audio_files = list(files)
        if book.poisoned:
            raise ProcessExitError("audioFiles holds null")
    if isinstance(chapters := payload.get("chapters"), list):
        book.chapters = list(chapters)
    if isinstance(ebook := payload.get("ebookFile"), dict):
        book.ebook_file = ebook


def _write_series(database: Database, book: Book, metadata: Mapping[str, Any]) -> None:
    value = metadata.get("series")
    if not isinstance(value, list):
        return
    if None in value:
        raise ProcessExitError("series holds null")
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in value):
        return
    former = book.series
    places = []
    for one in value:
        sequence = one.get("sequence")
        places.append(
            database.place(book.library_id, one["name"], sequence if isinstance(sequence, str) else None)
        )
    book.series = list({place.id: place for place in places}.values())
    database.forget_unused(book.library_id, (), former)


def _write_authors(database: Database, book: Book, metadata: Mapping[str, Any]) -> None:
    value = metadata.get("authors")
    if not isinstance(value, list):
        return
    if None in value:
        raise ProcessExitError("authors holds null")
    names = [one["name"] for one in value if isinstance(one, dict) and isinstance(one.get("name"), str)]
    strangers = [name.lower() for name in names if not database.knows_author(book.library_id, name)]
    if len(strangers) != len(set(strangers)):
        raise ProcessExitError("one new author is named twice")
    former = book.authors
    book.authors = list(dict.fromkeys(database.author(book.library_id, name) for name in names))
    database.forget_unused(book.library_id, former, ())
