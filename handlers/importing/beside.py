"""A name for another edition of a book whose folder exists."""

import itertools
import os
from collections.abc import Iterator
from pathlib import PurePosixPath

from domain.importing.names import LONGEST, UNCUT, clean, shortened
from domain.importing.spelling import names_text
from domain.recording import Recording


def beside(library: PurePosixPath, folder: PurePosixPath, recording: Recording) -> PurePosixPath:
    """The folder, or the first one like it that does not exist: with the narrator, else with a number.

    Audiobookshelf reads the narrator in braces at the end (facts/audiobookshelf_2.md 5.4); metadata.json has the title.
    """
    return next(one for one in _names(folder, recording) if not os.path.lexists(library / one))


def _names(folder: PurePosixPath, recording: Recording) -> Iterator[PurePosixPath]:
    yield folder
    readers = names_text(recording.narrators, braced=True)
    named = clean(f"{folder.name} {{{readers}}}", most=UNCUT)
    if readers and "{" not in folder.name and len(os.fsencode(named)) <= LONGEST:
        yield folder.with_name(named)
    for number in itertools.count(2):
        ending = f" ({number})"
        yield folder.with_name(f"{shortened(folder.name, LONGEST - len(ending))}{ending}")
