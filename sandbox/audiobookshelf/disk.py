"""What lies in a library's folder, grouped into items: facts/audiobookshelf.md 2.3 and 5."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sandbox.audiobookshelf.audio import AUDIO_EXTENSIONS

EBOOK_EXTENSIONS: Final = frozenset(["epub", "pdf", "mobi", "azw3", "cbr", "cbz"])
_KINDS: Final = {
    **dict.fromkeys(AUDIO_EXTENSIONS, "audio"),
    **dict.fromkeys(EBOOK_EXTENSIONS, "ebook"),
    **dict.fromkeys(["png", "jpg", "jpeg", "webp"], "image"),
    **dict.fromkeys(["nfo", "txt"], "text"),
    **dict.fromkeys(["opf", "abs", "xml", "json"], "metadata"),
}
_UNFINISHED: Final = frozenset(
    [".part", ".tmp", ".crdownload", ".download", ".bak", ".old", ".temp", ".tempfile"]
)
_DISC: Final = re.compile(r"(?:cd|dis[ck])\s*\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file below a library's folder. `rel` is relative to that folder, with forward slashes."""

    rel: str
    stat: os.stat_result

    @property
    def signature(self) -> tuple[int, int, int]:
        """Changes when the file does: inode, size, modification time in nanoseconds."""
        return self.stat.st_ino, self.stat.st_size, self.stat.st_mtime_ns


def kind(name: str) -> str:
    """The ``fileType`` of a file called *name*."""
    return _KINDS.get(PurePosixPath(name).suffix.removeprefix(".").lower(), "unknown")


def is_unfinished(name: str) -> bool:
    """Whether its name says that it is still being made."""
    return PurePosixPath(name).suffix.lower() in _UNFINISHED


def walk(root: Path, *, mind_ignore: bool = False) -> Iterator[DiskFile]:
    """Every file below *root* but hidden ones; those with a name of an unfinished file too.

    With *mind_ignore* a folder that holds ``.ignore`` is left out, as full scans do and the watcher does not.
    """
    for folder, folders, names in os.walk(root):
        if mind_ignore and ".ignore" in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "@eaDir")
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith("."):
                try:
                    yield DiskFile(path.relative_to(root).as_posix(), path.stat())
                except FileNotFoundError:
                    continue


def group(files: Iterable[DiskFile]) -> dict[str, list[DiskFile]]:
    """The files of each item, by the item's path: its folder's, or a single file's in the root."""
    media: dict[str, list[DiskFile]] = {}
    finished = [file for file in files if not is_unfinished(file.rel)]
    played = [file for file in finished if kind(file.rel) in {"audio", "ebook"}]
    others = [file for file in finished if kind(file.rel) not in {"audio", "ebook"}]
    folders = {PurePosixPath(file.rel).parent for file in played} - {PurePosixPath()}
    for file in played:
        media.setdefault(_item_of(file.rel, folders), []).append(file)
    for file in others:
        home = next((str(up) for up in PurePosixPath(file.rel).parents if str(up) in media), None)
        if home is not None:
            media[home].append(file)
    return media


def _item_of(rel: str, folders: Collection[PurePosixPath]) -> str:
    """The first folder on the way down that holds media itself: it swallows everything below."""
    folder = PurePosixPath(rel).parent
    if str(folder) == ".":
        return rel
    folder = next((up for up in reversed(folder.parents) if up in folders), folder)
    if _DISC.fullmatch(folder.name) and str(folder.parent) != ".":
        return str(folder.parent)
    return str(folder)


def times(stat: os.stat_result) -> dict[str, int]:
    """The three times of a file or folder, in whole milliseconds."""
    modified, changed = stat.st_mtime_ns // 1_000_000, stat.st_ctime_ns // 1_000_000
    return {"mtimeMs": modified, "ctimeMs": changed, "birthtimeMs": min(modified, changed)}


def library_file(file: DiskFile, item: str, view: str, now: int) -> dict[str, Any]:
    """One element of ``libraryFiles``.

    Args:
        file: On disk.
        item: The path of its item, relative to the library.
        view: The library's folder as the server reports it.
        now: Milliseconds since 1970.
    """
    path = PurePosixPath(file.rel)
    return {
        "ino": str(file.stat.st_ino),
        "metadata": {
            "filename": path.name,
            "ext": path.suffix,
            "path": f"{view}/{file.rel}",
            "relPath": path.name if file.rel == item else str(path.relative_to(item)),
            "size": file.stat.st_size,
            **times(file.stat),
        },
        "isSupplementary": None,
        "addedAt": now,
        "updatedAt": now,
        "fileType": kind(path.name),
    }
