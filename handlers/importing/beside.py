"""A name for another edition of a book whose folder exists."""

import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from domain.recording import Recording

_LONGEST: Final = 255
"""Bytes of a name, on nearly every file system."""


def beside(library: PurePosixPath, folder: PurePosixPath, recording: Recording) -> PurePosixPath:
    """The folder, or the first one like it that does not exist: with the narrator, else with a number.

    Audiobookshelf reads the narrator in braces at the end (facts/audiobookshelf_2.md 5.4); metadata.json has the title.
    """
    return next(one for one in _names(folder, recording) if not os.path.lexists(library / one))


def _names(folder: PurePosixPath, recording: Recording) -> Iterator[PurePosixPath]:
    yield folder
    readers = ", ".join(recording.narrators).translate({ord(odd): None for odd in "/{}\0"})
    if readers and "{" not in folder.name and len(os.fsencode(f"{folder.name} {{{readers}}}")) <= _LONGEST:
        yield folder.with_name(f"{folder.name} {{{readers}}}")
    number = 2
    while True:
        ending = f" ({number})"
        name = folder.name
        while len(os.fsencode(name + ending)) > _LONGEST:
            name = name[:-1]
        yield folder.with_name(name + ending)
        number += 1
