"""Items into which Audiobookshelf has put two books, and downloads of either (facts/audiobookshelf_2.md 5.1)."""

import os
import unicodedata
from typing import TYPE_CHECKING

from sandbox.audiobookshelf.audio import Probe, audio_file
from sandbox.audiobookshelf.book import Book

if TYPE_CHECKING:
    from matching_set import MatchingSet

KINDS = ("one folder, its own title", "one folder, another title", "swallowed", "linked beside another")


def add_merged(cases: "MatchingSet", books: list[Book], client: str) -> None:
    """Four items that hold a book too many, with a download of each kind; none of them may be written."""
    own, other, outer, linked = books
    _put_in(cases, own, "other.mp3")
    files = [(name(own, 0), size(own, 0))]
    cases.add(KINDS[0], cases.recording(own), files, save_path=folder(own, client))
    _put_in(cases, other, "other.mp3")
    recording = cases.recording(other, title="Quite Another Book", series=())
    cases.add(KINDS[1], recording, [("other.mp3", size(other, 2))], save_path=folder(other, client))
    _put_in(cases, outer, "Inner/1.mp3")
    cases.add(
        KINDS[2], cases.recording(outer), [("Inner/1.mp3", size(outer, 2))], save_path=folder(outer, client)
    )
    _put_in(cases, linked, "other.mp3")
    cases.add(
        KINDS[3], cases.recording(linked), _seeds(cases, linked), save_path=str(cases.stage.folder / "merged")
    )


def folder(book: Book, client: str) -> str:
    return f"{client}/{unicodedata.normalize('NFC', book.rel_path)}"


def name(book: Book, place: int) -> str:
    return str(book.library_files[place]["metadata"]["filename"])


def size(book: Book, place: int) -> int:
    return int(book.library_files[place]["metadata"]["size"])


def _put_in(cases: "MatchingSet", book: Book, rel: str) -> None:
    """One more audio file in the item, of another book."""
    book.library_files.append(cases.file(book.rel_path, rel, 1800))
    _heard(book)


def _heard(book: Book) -> None:
    seconds = book.duration / 2
    book.audio_files = [
        audio_file(number, one, Probe(seconds, {})) for number, one in enumerate(book.library_files, 1)
    ]


def _seeds(cases: "MatchingSet", book: Book) -> list[tuple[str, int]]:
    """Hard links of the book's own two files, in a folder elsewhere."""
    seeds = cases.stage.folder / "merged" / f"torrent {len(cases.cases)}"
    seeds.mkdir(parents=True)
    files = []
    for number, one in enumerate(book.library_files[:2], 1):
        seed = seeds / f"track {number}.mp3"
        seed.write_bytes(b"x" * (3000 + len(cases.cases) + number))
        one["ino"], one["metadata"]["size"] = str(seed.stat().st_ino), seed.stat().st_size
        there = cases.stage.library / book.rel_path / one["metadata"]["filename"]
        there.parent.mkdir(parents=True, exist_ok=True)
        os.link(seed, there)
        files.append((f"{seeds.name}/{seed.name}", seed.stat().st_size))
    _heard(book)
    return files
