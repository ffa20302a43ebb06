"""Where a scan takes a book's metadata from: its folder's name, its tags, the files beside it, the own metadata.json."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox.audiobookshelf.beside import from_json, from_nfo, from_opf, from_texts
from sandbox.audiobookshelf.book import TEXT_FIELDS, Book
from sandbox.audiobookshelf.chapters import of_audio
from sandbox.audiobookshelf.folder_facts import from_folder, split_names
from sandbox.audiobookshelf.library import Database, Library
from sandbox.audiobookshelf.sanitise import sanitised

FILE: Final = "metadata.json"
"""The file beside a book, and the server's own."""

_TAG_TEXTS: Final = {
    "subtitle": "tagSubtitle",
    "publisher": "tagPublisher",
    "publishedYear": "tagDate",
    "description": "tagDescription",
    "isbn": "tagIsbn",
    "asin": "tagASIN",
    "language": "tagLanguage",
}


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


def read(database: Database, library: Library, book: Book) -> None:
    """Set the facts of the book's sources, the strongest last, and keep the outcome in the server's own file.

    The folder's metadata.json is read in place of the server's own copy, if there is anything in it.
    """
    beside = _Beside(library, book)
    sources: Mapping[str, Callable[[], dict[str, Any]]] = {
        "folderStructure": lambda: from_folder(book.rel_path, is_file=book.is_file),
        "audioMetatags": lambda: from_tags(book.tracks),
        "nfoFile": lambda: from_nfo(beside.text(lambda name: name.endswith(".nfo"))),
        "txtFiles": lambda: from_texts(beside.named("desc.txt"), beside.named("reader.txt")),
        "opfFile": lambda: from_opf(beside.text(lambda name: name.endswith(".opf"))),
        "absMetadata": lambda: from_json(beside.named(FILE) or json.dumps(book.stored or {})),
    }
    found: dict[str, Any] = {}
    for name in library.settings["metadataPrecedence"]:
        found |= sources[name]() if name in sources else {}
    if database.reads_flag_tags:
        found |= {
            name: True for name, value in flags_in_tags(book.tracks).items() if value and not found.get(name)
        }
    book.chapters = list(found.get("chapters") or of_audio(book))
    take(database, book, found)
    keep(database, library, book, book.metadata_json())


def keep(database: Database, library: Library, book: Book, content: dict[str, Any]) -> None:
    """Write the server's own metadata.json: beside the book if so set, then in place, whatever other links it has."""
    book.stored = content
    folder = library.folder / book.rel_path
    if database.stores_metadata_with_item and not book.is_file and folder.is_dir():
        text = json.dumps(content, indent=2, ensure_ascii=False)
        if not (folder / FILE).is_file() or (folder / FILE).read_text("utf-8", "replace") != text:
            (folder / FILE).write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Beside:
    """The files of a book, the top ones first; a single file in the root has none beside it."""

    library: Library
    book: Book

    def named(self, name: str) -> str:
        """The text of the first file of this name, in this case; empty where there is none."""
        return self.text(name.__eq__)

    def text(self, wanted: Callable[[str], bool]) -> str:
        """The text of the first file whose name is wanted; bytes that are no UTF-8 are replaced."""
        folder = self.library.folder / self.book.rel_path
        for one in self.book.library_files:
            if wanted(one["metadata"]["filename"]) and not self.book.is_file:
                file: Path = folder / one["metadata"]["relPath"]
                return file.read_bytes().decode("utf-8", "replace")
        return ""


def take(database: Database, book: Book, found: Mapping[str, Any]) -> None:
    """Set what was found; a description is cleaned like one over the API."""
    for theirs, ours in TEXT_FIELDS.items():
        if theirs in found:
            setattr(book, ours, found[theirs])
    book.description = sanitised(book.description) if book.description else book.description
    for name in ("narrators", "genres", "tags", "explicit", "abridged"):
        if name in found:
            setattr(book, name, found[name])
    if "authors" in found:
        book.authors = [database.author(book.library_id, name) for name in found["authors"]]
    if "series" in found:
        book.series = [database.place(book.library_id, name, number) for name, number in found["series"]]
