"""What lies in a library's folder, grouped into items: facts/audiobookshelf.md 2.3 and 5."""

import os
import re
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
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


def walk(root: Path, *, below: str = "", mind_ignore: bool = False) -> list[DiskFile]:
    """Every file below *root* but hidden ones, also those with a name of an unfinished file; the least deep first.

    Args:
        root: The library's folder.
        below: Only what is in this folder of it.
        mind_ignore: Leave out what a file ``.ignore`` hides, as scans do and the watcher does not: its folder and all
            below, unless it is the one that is scanned.
    """
    top = root / below
    found: list[DiskFile] = []
    for folder, folders, names in os.walk(top):
        if mind_ignore and ".ignore" in names and Path(folder) != top:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if _is_seen(name))
        for name in sorted(filter(_is_seen, names)):
            path = Path(folder, name)
            with suppress(FileNotFoundError):
                found.append(DiskFile(path.relative_to(root).as_posix(), path.stat()))
    return sorted(found, key=lambda file: (file.rel.count("/"), file.rel))


def _is_seen(name: str) -> bool:
    """Not hidden, no thumbnails of a NAS, and UTF-8."""
    return not (name.startswith(".") or "@eaDir" in name or name != name.encode(errors="ignore").decode())


def is_media(rel: str) -> bool:
    """Whether a file of this path makes its folder an item."""
    return kind(rel) in {"audio", "ebook"}


def is_scanned(rel: str) -> bool:
    """Whether it does for the watcher: images, texts and metadata do there, but for those in the root."""
    return is_media(rel) or ("/" in rel and kind(rel) != "unknown")


def group(files: Iterable[DiskFile]) -> dict[str, list[DiskFile]]:
    """The files of each item, by the item's path: its folder's, or a single file's in the root."""
    by_rel = {file.rel: file for file in files}
    return {item: [by_rel[rel] for rel in rels] for item, rels in group_paths(by_rel, is_media).items()}


def group_paths(rels: Iterable[str], makes: Callable[[str], bool]) -> dict[str, list[str]]:
    """Paths of files, by the item that each belongs to; what belongs to none is left out.

    Args:
        rels: The paths, in the order in which they are taken: the first folder on the way down that is an item by
            then swallows all below.
        makes: Whether a file makes an item.
    """
    finished = [rel for rel in rels if not is_unfinished(rel)]
    items: dict[str, list[str]] = {}
    for rel in filter(makes, finished):
        items.setdefault(_item_of(rel, items), []).append(rel)
    for rel in finished:
        home = next((up for up in _folders(rel) if up in items), None)
        if home is not None and not makes(rel):
            items[home].append(rel)
    return items


def _item_of(rel: str, items: Container[str]) -> str:
    folders = _folders(rel)
    for place, folder in enumerate(folders, 1):
        next_is_disc = place == len(folders) - 1 and _DISC.fullmatch(PurePosixPath(folders[-1]).name)
        if folder in items or next_is_disc:
            return folder
    return folders[-1] if folders else rel


def _folders(rel: str) -> list[str]:
    """The folders of a file, the outermost first."""
    return [str(up) for up in reversed(PurePosixPath(rel).parents)][1:]


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
