"""Where covers come from and lie: facts/audiobookshelf_2.md 2."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from sandbox import pictures
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.library import Library

EXTENSIONS: Final = ("png", "jpg", "jpeg", "webp")
METADATA_PATH: Final = "/metadata/items"


@dataclass(slots=True)
class Covers:
    """The files of covers, and the server's settings about them.

    Attributes:
        files: What lies below METADATA_PATH, by path.
        with_item: ``storeCoverWithItem``: beside the book's files in place of METADATA_PATH.
        other_file_system: Whether METADATA_PATH is not on the library's, as usual in Docker: then an upload copies
            into the file that is there, and its other hard links change along.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    with_item: bool = False
    other_file_system: bool = False

    def upload(self, library: Library, book: Book, extension: str, data: bytes) -> str:
        """Keep *data* as the item's cover, whatever it is; the path as the server names it."""
        name = f"cover.{extension}"
        if self.with_item and not book.is_file:
            folder = library.folder / book.rel_path
            for other in _covers_in(folder):
                if other.name != name:
                    other.unlink()
            self._put(folder / name, data)
            path = f"{book.path}/{name}"
        else:
            folder_path = f"{METADATA_PATH}/{book.id}"
            for extension_there in EXTENSIONS:
                self.files.pop(f"{folder_path}/cover.{extension_there}", None)
            path = f"{folder_path}/{name}"
            self.files[path] = data
        book.cover_path = path
        return path

    def _put(self, file: Path, data: bytes) -> None:
        if self.other_file_system:
            file.write_bytes(data)  # into the inode that is there
            return
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(data)
        new.replace(file)

    def read(self, library: Library, path: str) -> bytes | None:
        """A file by its path as the server sees it; None where there is none."""
        if path in self.files:
            return self.files[path]
        try:
            return self.on_disk(library, path).read_bytes()
        except OSError:
            return None

    def on_disk(self, library: Library, path: str) -> Path:
        """Where a path of the library's view really is."""
        if path.startswith(f"{library.view}/"):
            return library.folder / path[len(library.view) + 1 :]
        return Path(path)

    def scan(self, library: Library, book: Book) -> None:
        """Take a cover where there is none any more: an image of the item's files, else the picture in the audio."""
        if book.cover_path is not None and self.read(library, book.cover_path) is not None:
            return
        images = [one["metadata"]["path"] for one in book.library_files if one["fileType"] == "image"]
        named = [path for path in images if PurePosixPath(path).stem == "cover"]
        book.cover_path = next(iter([*named, *images]), None)
        marks = [one["embeddedCoverArt"] for one in book.tracks if one["embeddedCoverArt"]]
        if book.cover_path is None and marks:
            book.cover_path = f"{METADATA_PATH}/{book.id}/cover.jpg"
            self.files[book.cover_path] = embedded_picture(book)


def embedded_picture(book: Book) -> bytes:
    """The picture in the item's audio files."""
    return pictures.jpeg(300, 300, mark=f"embedded in {book.rel_path}")


def head_is_image(data: bytes) -> str | None:
    """Which kind the first bytes say, as the server asks them where it is given a path; None for no image."""
    heads = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (b"GIF8", "gif"))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for head, kind in heads if data.startswith(head)), None)


def _covers_in(folder: Path) -> list[Path]:
    names = (f"cover.{extension}" for extension in EXTENSIONS)
    return [folder / name for name in names if (folder / name).exists()]
