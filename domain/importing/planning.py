"""Plan an import: which file of a torrent goes where in the library."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from domain.facts import ImportQuestion, LeftOut
from domain.importing.choosing import Chosen, TorrentFile, choose
from domain.importing.companions import Names, Owners, cover_of, is_written_by_audiobookshelf, name_of
from domain.importing.dividing import Book, divide, undivided
from domain.importing.plan import LeftOutFile, Plan, PlannedBook, PlannedFile, Renamed
from domain.importing.shapes import apart, trouble
from domain.importing.tracks import names
from domain.library_layout import is_audio
from domain.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a book goes.

    Args:
        library: The library's folder, absolute, as the daemon sees it.
        folder: The book's, relative to the library's.
        renamed: Names in it that differ from the record's.
    """

    library: PurePosixPath
    folder: PurePosixPath
    renamed: tuple[Renamed, ...] = ()


def plan(
    files: Iterable[TorrentFile],
    recording: Recording,
    *,
    home: Callable[[Recording], Home],
    known: Iterable[PurePosixPath] = (),
    as_one: bool = False,
) -> Plan:
    """What goes where.

    Each book gets one folder without folders in it: Audiobookshelf cannot take discs for books, nor its watcher a
    disc of "Two" for a book beside "Two Towers" (facts/audiobookshelf_2.md 5.1 and 5.2).

    Args:
        files: All of the torrent's.
        recording: MAM's record of the torrent.
        home: Where a book of this recording goes.
        known: The folders of the library's books, absolute.
        as_one: Whether a person said that the torrent is one book, in one format.
    """
    chosen = choose(files)
    if not chosen.audio:
        others = _left(chosen.companions, LeftOut.NOT_OF_A_BOOK)
        return Plan(left_out=(*chosen.left_out, *others), question=_incomplete(chosen))
    divided = undivided(chosen.audio, recording) if as_one else divide(chosen.audio, recording)
    homes = [home(book.recording) for book in divided.books]
    folders = apart([place.library / place.folder for place in homes])
    with_companions, unowned = _companions(divided.books, chosen.companions)
    books = [
        PlannedBook(
            folder=folder,
            files=tuple(_files(book.files, more, folder.relative_to(place.library))),
            recording=book.recording,
        )
        for book, more, folder, place in zip(divided.books, with_companions, folders, homes, strict=True)
    ]
    return Plan(
        books=tuple(books),
        left_out=(
            *chosen.left_out,
            *_left(divided.other_format, LeftOut.OTHER_FORMAT),
            *_left(unowned, LeftOut.NOT_OF_A_BOOK),
        ),
        renamed=tuple(_renamed(homes, books)),
        question=_incomplete(chosen) or trouble(folders, known) or divided.question,
    )


def _incomplete(chosen: Chosen) -> ImportQuestion | None:
    """Why the files are no whole book; None where they are."""
    unfinished = [PurePosixPath(one.path) for one in chosen.left_out if one.why is LeftOut.UNFINISHED]
    if any(is_audio(str(path.with_suffix(""))) for path in unfinished):
        return ImportQuestion.UNFINISHED
    if chosen.audio:
        return None
    archives = any(one.why is LeftOut.ARCHIVE for one in chosen.left_out)
    return ImportQuestion.ONLY_ARCHIVES if archives else ImportQuestion.NO_AUDIO


def _companions(
    books: Sequence[Book], companions: Iterable[TorrentFile]
) -> tuple[list[list[TorrentFile]], list[TorrentFile]]:
    """What belongs to each book beside its audio, and what belongs to none of them alone."""
    owners = Owners([book.files for book in books])
    owned: list[list[TorrentFile]] = [[] for _ in books]
    unowned: list[TorrentFile] = []
    for companion in companions:
        place = owners.of(companion)
        (unowned if place is None else owned[place]).append(companion)
    return owned, unowned


def _files(
    audio: Sequence[TorrentFile], companions: Sequence[TorrentFile], folder: PurePosixPath
) -> Iterator[PlannedFile]:
    """The files of one book: audio in its order, the cover, and the rest."""
    cover = cover_of(companions)
    beside = sorted(companions, key=lambda file: file is not cover)
    named = [name_of(file, is_cover=file is cover) for file in beside]
    given = Names()
    for file, name in zip((*audio, *beside), (*names(audio, folder), *named), strict=True):
        free = given.free(name)
        yield PlannedFile(
            source=file.path,
            target=free,
            size=file.size,
            inode=file.inode,
            copied=is_written_by_audiobookshelf(free),
        )


def _left(files: Iterable[TorrentFile], why: LeftOut) -> Iterator[LeftOutFile]:
    return (LeftOutFile(path=file.path, why=why) for file in files)


def _renamed(homes: Iterable[Home], books: Iterable[PlannedBook]) -> Iterator[Renamed]:
    for home, book in zip(homes, books, strict=True):
        yield from home.renamed
        if book.folder.name != home.folder.name:
            yield Renamed(before=home.folder.name, after=book.folder.name)
        for file in book.files:
            if file.target != posixpath.basename(file.source):
                yield Renamed(before=file.source, after=file.target)
