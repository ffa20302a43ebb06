"""Which folders Audiobookshelf would read as other books than were planned: facts/audiobookshelf_2.md 5."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import PurePosixPath

from domain import paths
from domain.facts import ImportQuestion
from domain.importing.names import LONGEST, clean
from domain.library_layout import is_disc


def apart(folders: Sequence[PurePosixPath]) -> list[PurePosixPath]:
    """The folders of several books, with a number behind one that is another's or lies around it.

    Audiobookshelf gives a folder with audio all that lies below it. The inner ones keep their names: they have no
    other place.
    """
    found: dict[int, PurePosixPath] = {}
    for place in sorted(range(len(folders)), key=lambda place: -len(folders[place].parts)):
        found[place] = next(
            one for one in _like(folders[place]) if not any(_meet(one, other) for other in found.values())
        )
    return [found[place] for place in range(len(folders))]


def _meet(one: PurePosixPath, other: PurePosixPath) -> bool:
    """Whether two folders are one, or one lies in the other."""
    first, second = f"{paths.key(str(one))}/", f"{paths.key(str(other))}/"
    return first.startswith(second) or second.startswith(first)


def _like(folder: PurePosixPath) -> Iterator[PurePosixPath]:
    yield folder
    for number in count(2):
        ending = f" ({number})"
        yield folder.with_name(clean(folder.name, most=LONGEST - len(ending)) + ending)


def trouble(folders: Sequence[PurePosixPath], known: Iterable[PurePosixPath]) -> ImportQuestion | None:
    """Why books must not be made in these folders; None where each becomes one item.

    Args:
        folders: Of the planned books, absolute.
        known: Of the books that the library has, absolute.
    """
    if any(is_disc(folder.name) for folder in folders):
        return ImportQuestion.READ_AS_DISC
    keys = {paths.key(str(folder)) for folder in folders}
    above = {key for folder in folders for key in map(paths.key, paths.ancestors(str(folder))[1:])}
    held = {paths.key(str(folder)) for folder in known}
    if held & keys:
        return ImportQuestion.BOOK_THERE
    if held & above:
        return ImportQuestion.BOOK_ABOVE
    below = any(book.startswith(tuple(f"{key}/" for key in keys)) for book in held)
    return ImportQuestion.BOOK_BELOW if below else None
