"""Which books a torrent's audio is, each with what is known of it alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.facts import ImportQuestion
from domain.importing.choosing import TorrentFile
from domain.importing.groups import Group, groups, together
from domain.importing.naming import book_of
from domain.importing.order import in_order
from domain.matching import Verdict, same_book
from domain.matching.text import words
from domain.recording import Recording
from domain.taking_apart import is_collection, take_apart

_MOST_FOLDERS: Final = 60
_MOST_TITLES: Final = 20  # in one folder: more of them are the stories of one book
_MPEG_4: Final = dict.fromkeys([".m4b", ".m4a", ".mp4"], "mp4")


@dataclass(frozen=True, slots=True)
class Book:
    """The audio of one book in its order, and what is known of the book; `name` is what the torrent calls it."""

    name: str
    files: tuple[TorrentFile, ...]
    recording: Recording


@dataclass(frozen=True, slots=True)
class Divided:
    """The books of a torrent; with a question where that is not proved. `other_format` has what each leaves out."""

    books: tuple[Book, ...]
    other_format: tuple[TorrentFile, ...] = ()
    question: ImportQuestion | None = None


def divide(audio: Sequence[TorrentFile], recording: Recording) -> Divided:
    """The books of a torrent.

    Several folders with names of their own are several books where the record names each of them, and so are the
    titles in one folder if the record is of a collection. Otherwise a person decides. A book in two formats is
    placed in the one with more bytes.
    """
    found = groups(audio)
    collection = len(audio) > 1 and is_collection(recording)
    if len(found) == 1 and not collection:
        return _in_one_format([_book(found[0], recording)], None)
    titled = found if len(found) > 1 else _by_title(found[0], recording)
    most = _MOST_FOLDERS if len(found) > 1 else _MOST_TITLES
    proved = _proved(titled, recording) if len(titled) <= most else []
    if proved:
        return _in_one_format(proved, None)
    shown = [_shown(group, recording) for group in found] if len(found) > 1 else [_book(found[0], recording)]
    return _in_one_format(shown, ImportQuestion.SEVERAL_BOOKS)


def undivided(audio: Sequence[TorrentFile], recording: Recording) -> Divided:
    """All audio as one book, because a person says so."""
    return Divided((_book(together(audio), recording),))


def _book(group: Group, recording: Recording) -> Book:
    if not recording.title:
        named = book_of(group.name, recording)
        recording = recording.model_copy(update={"title": named.title or group.name})
    return Book(group.name, group.files, recording)


def _proved(found: Sequence[Group], whole: Recording) -> list[Book]:
    """The books as parts of the record; empty unless it names every one."""
    named = [book_of(group.name, whole) for group in found]
    if len(found) == 1 or not all(book.title for book in named):
        return []
    parts = take_apart(whole, named)
    return [
        Book(group.name, group.files, _placed(part.recording, book))
        for group, book, part in zip(found, named, parts, strict=True)
        if part is not None and all(parts)
    ]


def _placed(part: Recording, named: Recording) -> Recording:
    """A part with what decides its place: the record's authors and language, its number in the series."""
    update = {"series": named.series, "language": named.language, "authors": part.authors or named.authors}
    return part.model_copy(update=update)


def _shown(group: Group, whole: Recording) -> Book:
    named = book_of(group.name, whole)
    if same_book(whole, named).verdict is Verdict.MATCH:
        return Book(group.name, group.files, whole)
    return Book(group.name, group.files, named.model_copy(update={"title": named.title or group.name}))


def _by_title(group: Group, whole: Recording) -> list[Group]:
    """The files of one folder by the titles in their names, which may have a track's number."""
    titles: dict[tuple[str, ...], list[TorrentFile]] = {}
    for file in group.files:
        title = book_of(file.stem, whole).title or ""
        titles.setdefault(words(title), []).append(file)
    return [Group(_title(files, whole), tuple(in_order(files))) for files in titles.values()]


def _title(files: Sequence[TorrentFile], whole: Recording) -> str:
    name = files[0].stem
    return name if len(files) == 1 else book_of(name, whole).title or name


def _in_one_format(books: Sequence[Book], question: ImportQuestion | None) -> Divided:
    kept = tuple(replace(book, files=_largest_format(book.files)) for book in books)
    placed = {file for book in kept for file in book.files}
    other = tuple(file for book in books for file in book.files if file not in placed)
    return Divided(
        kept,
        other,
        question or (ImportQuestion.SEVERAL_FORMATS if other else None),
    )


def _largest_format(files: Sequence[TorrentFile]) -> tuple[TorrentFile, ...]:
    formats: dict[str, list[TorrentFile]] = {}
    for file in files:
        formats.setdefault(_MPEG_4.get(file.suffix, file.suffix), []).append(file)
    return tuple(max(formats.values(), key=lambda found: sum(file.size for file in found)))
