"""What an import made on the disk for one book, as it is stored: what is not in here was made by others."""

from typing import Final

from pydantic import BaseModel, ConfigDict

HIDDEN: Final = ".shelfhook"
"""Our folder in a library folder. Audiobookshelf sees no dot folders (facts/audiobookshelf_2.md 5.1)."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MadeFile(_Stored):
    """A file that was made: `target` is relative to the book's folder; a linked one is the torrent's own file."""

    target: str
    inode: int
    size: int
    mtime_ns: int
    linked: bool


class MadeFolder(_Stored):
    """A folder that was made; `path` is relative to the library folder."""

    path: str
    inode: int


class Copying(_Stored):
    """The file that is being copied: how many bytes are safe on the disk, and its source's time."""

    target: str
    synced: int
    source_mtime_ns: int


class BookWork(_Stored):
    """The work on one book. It is made in a hidden folder of its own, whose name no other program knows.

    Args:
        root: The library folder, as the daemon sees it.
        place: The book's folder, relative to *root*.
        token: The name of its hidden folder.
        files: What was made so far; all of it once the book is ready.
        folders: The folders below the hidden one, the uppermost first, once the book is ready.
        sidecar: Its metadata file, once the book is ready; None without one.
        digest: SHA-256 of the metadata file, in hexadecimal digits.
        copying: The file that is half copied.
        ready: Whether it only has to be renamed.
    """

    root: str
    place: str
    token: str
    files: tuple[MadeFile, ...] = ()
    folders: tuple[MadeFolder, ...] = ()
    sidecar: MadeFile | None = None
    digest: str = ""
    copying: Copying | None = None
    ready: bool = False

    @property
    def hidden(self) -> str:
        """Its hidden folder."""
        return f"{self.root}/{HIDDEN}/{self.token}"

    @property
    def staged(self) -> str:
        """The book's folder while it is hidden; the folders above it are made there, too."""
        return f"{self.hidden}/{self.place}"

    @property
    def folder(self) -> str:
        """The book's folder in the library."""
        return f"{self.root}/{self.place}"

    @property
    def inode(self) -> int | None:
        """The inode of the book's folder, once it is ready."""
        return next((one.inode for one in self.folders if one.path == self.place), None)

    @property
    def copied(self) -> int:
        """How many bytes were copied."""
        done = sum(file.size for file in self.files if not file.linked)
        return done + (self.copying.synced if self.copying else 0)
