"""Which folders Audiobookshelf would read as other books than were planned: facts/audiobookshelf_2.md 5."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from domain import paths
from domain.facts import ImportQuestion
from domain.importing.companions import Names
from domain.library_layout import is_disc


def apart(folders: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """The folders, with a number behind the name of one that is the same as another before it."""
    given: dict[str, Names] = {}
    return [
        folder.with_name(given.setdefault(paths.key(str(folder.parent)), Names()).free(folder.name))
        for folder in folders
    ]


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
    if keys & above:
        return ImportQuestion.SAME_FOLDER
    held = {paths.key(str(folder)) for folder in known}
    if held & keys:
        return ImportQuestion.BOOK_THERE
    if held & above:
        return ImportQuestion.BOOK_ABOVE
    below = any(book.startswith(tuple(f"{key}/" for key in keys)) for book in held)
    return ImportQuestion.BOOK_BELOW if below else None
