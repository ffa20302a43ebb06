"""What a write does to an item, with every coercion of the real server: facts/audiobookshelf.md 3 and 6."""

from collections.abc import Container, Generator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from sandbox.audiobookshelf.book import TEXT_FIELDS, Author, Book, Place
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.library import Database
from sandbox.audiobookshelf.sanitise import sanitised

T = TypeVar("T")
R = TypeVar("R", bound=Author | Place)


NOTHING: Final = timedelta(milliseconds=10)
CHANGE: Final = timedelta(milliseconds=6)
LINK: Final = timedelta(milliseconds=6)
NEW_ROW: Final = timedelta(milliseconds=50)
"""What a write takes that changes nothing, a change on top of it, an author or series that is named, and one that is
new; facts/audiobookshelf_2.md 10 has what they add up to."""

Steps = Generator[timedelta, None, T]
"""What is done one after the other, with the time that passes between two: others are served meanwhile."""


def steps(database: Database, book: Book, payload: Mapping[str, Any]) -> Steps[bool]:
    """Write what *payload* may change; whether anything did.

    The server loads the item once, saves column by column, and stores in metadata.json the item as it loaded it, with
    its own changes: what another write saved meanwhile is missing there (facts/audiobookshelf_2.md 0.1).

    Raises:
        ProcessExitError: The payload, or another write under way, ends the server's process; what came before it stays
            in the database, and not in metadata.json.
    """
    loaded = copy(book)
    before = _snapshot(loaded)
    metadata = payload.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    yield NOTHING
    rewritten = False
    for row in (book, loaded):
        rewritten = _write_texts(row, metadata)
        _write_lists(row, payload, metadata)
        _write_media(row, payload)
    yield from _write_series(database, Both(loaded, book), metadata)
    yield from _write_authors(database, Both(loaded, book), metadata)
    changed = rewritten or _snapshot(loaded) != before
    if changed:
        yield CHANGE
        book.updated_at = max(database.now(), book.updated_at + 1)
        book.stored = loaded.metadata_json()
    return changed


def apply(database: Database, book: Book, payload: Mapping[str, Any]) -> bool:
    """The same without a step in between."""
    writing = steps(database, book, payload)
    try:
        while True:
            next(writing)
    except StopIteration as end:
        return bool(end.value)


@dataclass(frozen=True, slots=True)
class Both:
    """An item as a write has loaded it, and as the database has it by now."""

    loaded: Book
    book: Book


def _snapshot(book: Book) -> list[Any]:
    return [
        book.metadata_json(),
        list(book.authors),
        list(book.series),
        list(book.audio_files),
        book.ebook_file,
    ]


def _write_texts(book: Book, metadata: Mapping[str, Any]) -> bool:
    """Write the texts; True when one was sent that differs from what is stored before it is cleaned."""
    rewritten = False
    for theirs, ours in TEXT_FIELDS.items():
        value = metadata.get(theirs, ...)
        if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
            continue
        text = _as_text(value)
        if text == getattr(book, ours):
            continue
        rewritten = True
        setattr(book, ours, (sanitised(text) if theirs == "description" and text else text) or None)
    return rewritten


def _as_text(value: str | float | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
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


def _write_series(database: Database, both: Both, metadata: Mapping[str, Any]) -> Steps[None]:
    value = metadata.get("series")
    if not isinstance(value, list):
        return
    if None in value:
        raise ProcessExitError("series holds null")
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in value):
        return
    former, named = both.loaded.series, set[str]()
    for one in value:
        sequence = one.get("sequence")
        place = yield from _place(
            database, both, one["name"], sequence if isinstance(sequence, str) else None
        )
        named.add(place.id)
    both.loaded.series, both.book.series = _left(both.loaded.series, both.book.series, named)
    database.forget_unused(both.book.library_id, (), former)


def _place(database: Database, both: Both, name: str, sequence: str | None) -> Steps[Place]:
    """The item's place in a series, which is searched, then created, then linked."""
    library_id = both.book.library_id
    if not database.knows_series(library_id, name):
        yield NEW_ROW
        if database.knows_series(library_id, name):
            raise ProcessExitError("two writes made the same new series")
    place = database.place(library_id, name, sequence)
    if not _has(both.loaded.series, place):
        yield LINK
        if _has(both.book.series, place):
            raise ProcessExitError("two writes gave one item the same series")
    both.loaded.series, both.book.series = _put(both.loaded.series, place), _put(both.book.series, place)
    return place


def _write_authors(database: Database, both: Both, metadata: Mapping[str, Any]) -> Steps[None]:
    value = metadata.get("authors")
    if not isinstance(value, list):
        return
    if None in value:
        raise ProcessExitError("authors holds null")
    library_id, former = both.book.library_id, both.loaded.authors
    names = [one["name"] for one in value if isinstance(one, dict) and isinstance(one.get("name"), str)]
    strangers = [name.lower() for name in names if not database.knows_author(library_id, name)]
    if len(strangers) != len(set(strangers)):
        raise ProcessExitError("one new author is named twice")
    named = set[str]()
    for name in names:
        author = yield from _author(database, both, name)
        named.add(author.id)
    both.loaded.authors, both.book.authors = _left(both.loaded.authors, both.book.authors, named)
    database.forget_unused(library_id, former, ())


def _author(database: Database, both: Both, name: str) -> Steps[Author]:
    """An author of the item, who is searched, then created, then linked. Two writes create the same new one twice."""
    library_id, is_new = both.book.library_id, not database.knows_author(both.book.library_id, name)
    if is_new:
        yield NEW_ROW
    author = database.new_author(library_id, name) if is_new else database.author(library_id, name)
    if not _has(both.loaded.authors, author):
        yield LINK
        if _has(both.book.authors, author):
            raise ProcessExitError("two writes gave one item the same author")
    both.loaded.authors, both.book.authors = (
        _put(both.loaded.authors, author),
        _put(both.book.authors, author),
    )
    return author


def _left(loaded: Sequence[R], stored: Sequence[R], named: Container[str]) -> tuple[list[R], list[R]]:
    """What a write leaves of what it has loaded, and of what is stored: links that it does not know stay."""
    removed = {one.id for one in loaded if one.id not in named}
    return [one for one in loaded if one.id in named], [one for one in stored if one.id not in removed]


def _put(rows: Sequence[R], row: R) -> list[R]:
    """Known ones stay in their place, new ones are appended (facts/audiobookshelf_2.md 1)."""
    if any(one.id == row.id for one in rows):
        return [row if one.id == row.id else one for one in rows]
    return [*rows, row]


def _has(rows: Sequence[R], row: R) -> bool:
    return any(one.id == row.id for one in rows)
