"""The changes below a folder between two polls."""

import os
from collections.abc import Iterator
from typing import Final

from daemon.edges.watching.change import Change, What
from daemon.edges.watching.disk import is_passed_over
from domain.library_layout import is_audio, is_unfinished

Stamps = dict[str, tuple[int, int]]
"""By path: the modification time in ns and the size of a file that counts, and `FOLDER`."""

FOLDER: Final = (-1, -1)


def read_tree(root: str, before: Stamps) -> Stamps:
    """The folders and the audio below a folder; an invisible part keeps its last state.

    Linked folders are polled as well, each folder once.
    """
    found: Stamps = {root: FOLDER}
    unseen: list[str] = []
    waiting, met = [root], set[tuple[int, int]]()
    while waiting:
        here = waiting.pop()
        try:
            status = os.stat(here)  # noqa: PTH116 - runs for each folder
            if (status.st_dev, status.st_ino) in met:
                continue
            met.add((status.st_dev, status.st_ino))
            entries = dict(_entries(here))
        except (FileNotFoundError, NotADirectoryError):
            continue  # it went in between
        except OSError:
            unseen.append(f"{here}/")
            continue
        found |= entries
        waiting += [path for path, stamp in entries.items() if stamp == FOLDER]
    if unseen:
        found |= {path: stamp for path, stamp in before.items() if path.startswith(tuple(unseen))}
    return found


def _entries(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                stamp = _stamp(entry)
            except OSError as error:
                if isinstance(error, FileNotFoundError) or entry.is_symlink():
                    continue  # it went in between, or leads nowhere
                raise
            if stamp is not None:
                yield entry.path, stamp


def _stamp(entry: os.DirEntry[str]) -> tuple[int, int] | None:
    if is_passed_over(entry.name):
        return None
    if entry.is_dir():
        return FOLDER
    if not is_audio(entry.name) and not is_unfinished(entry.name):
        return None
    status = entry.stat()
    return status.st_mtime_ns, status.st_size


def differences(before: Stamps, now: Stamps) -> Iterator[Change]:
    """The additions, changes and removals between two polls."""
    for path, stamp in now.items():
        if before.get(path) != stamp:
            yield Change(What.FOLDER_CAME if stamp == FOLDER else What.CHANGED, path)
    for path in before.keys() - now.keys():
        yield Change(What.WENT, path)
