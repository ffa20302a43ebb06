"""Which books a torrent's audio is, each with what is known of it alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.facts import ImportQuestion
from domain.importing.choosing import TorrentFile
from domain.importing.discs import piece_of
from domain.importing.groups import Group, groups, together
from domain.importing.naming import book_of
from domain.importing.order import in_order
from domain.matching import Verdict, same_book
from domain.matching.text import words
from domain.recording import Recording
from domain.taking_apart import is_collection, take_apart

_MOST_BOOKS: Final = 60
_MOST_TITLES: Final = 20  # without numbers in the series: more of them are the stories of one book
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
    named = [Book(group.name, group.files, book_of(group.name, recording)) for group in found]
    proved = _proved(named if len(found) > 1 else _by_title(audio, recording), recording)
    if proved:
        return _in_one_format(proved, None)
    shown = [_shown(book, recording) for book in named] if len(named) > 1 else [_book(found[0], recording)]
    return _in_one_format(shown, ImportQuestion.SEVERAL_BOOKS)


def undivided(audio: Sequence[TorrentFile], recording: Recording) -> Divided:
    """All audio as one book, because a person says so."""
    return Divided((_book(together(audio), recording),))


def _book(group: Group, recording: Recording) -> Book:
    if not recording.title:
        named = book_of(group.name, recording)
        recording = recording.model_copy(update={"title": named.title or group.name})
    return Book(group.name, group.files, recording)


def _proved(named: Sequence[Book], whole: Recording) -> list[Book]:
    """The books as parts of the record, by what their names say; empty unless it names every one."""
    books = [book.recording for book in named]
    most = _MOST_BOOKS if all(book.series for book in books) else _MOST_TITLES
    if not 1 < len(books) <= most or not all(book.title for book in books):
        return []
    parts = take_apart(whole, books)
    return [
        replace(book, recording=_placed(part.recording, book.recording))
        for book, part in zip(named, parts, strict=True)
        if part is not None and all(parts)
    ]


def _placed(part: Recording, named: Recording) -> Recording:
    """A part with what decides its place: the record's authors and language, its number in the series."""
    update = {"series": named.series, "language": named.language, "authors": part.authors or named.authors}
    return part.model_copy(update=update)


def _shown(book: Book, whole: Recording) -> Book:
    named = book.recording
    if same_book(whole, named).verdict is Verdict.MATCH:
        return replace(book, recording=whole)
    return replace(book, recording=named.model_copy(update={"title": named.title or book.name}))


def _by_title(audio: Sequence[TorrentFile], whole: Recording) -> list[Book]:
    """The files of one folder by the titles in their names; a number that changes within a title is a track's."""
    titles: dict[tuple[str, ...], list[tuple[TorrentFile, Recording]]] = {}
    for file in audio:
        piece = piece_of(file.stem)
        named = book_of(piece.title if piece and piece.title else file.stem, whole)
        titles.setdefault(words(named.title or ""), []).append((file, named))
    return [_titled(found) for found in titles.values()]


def _titled(found: Sequence[tuple[TorrentFile, Recording]]) -> Book:
    named = found[0][1]
    if any(one.series != named.series for _, one in found):
        named = named.model_copy(update={"series": ()})
    return Book(named.title or "", tuple(in_order(file for file, _ in found)), named)


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
