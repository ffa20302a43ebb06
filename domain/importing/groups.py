"""Which of a torrent's audio files are one book, by the folders that they lie in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from domain.importing.choosing import TorrentFile
from domain.importing.discs import is_extras, is_transparent, piece_of, title_words
from domain.importing.order import in_order, natural
from domain.matching.text import words


@dataclass(frozen=True, slots=True)
class Group:
    """Audio files that seem to be one book, in the order in which they are played, and what the torrent calls it."""

    name: str
    files: tuple[TorrentFile, ...]


@dataclass(slots=True)
class _Folder:
    name: str
    files: list[TorrentFile] = field(default_factory=list)
    folders: dict[str, "_Folder"] = field(default_factory=dict)

    def in_order(self) -> Iterator[TorrentFile]:
        """All audio in it: its own, then the pieces' by their number, and extras at the end."""
        yield from in_order(self.files)
        for folder in sorted(self.folders.values(), key=_order):
            yield from folder.in_order()


def _order(folder: _Folder) -> tuple[object, ...]:
    piece = piece_of(folder.name)
    return is_extras(folder.name), piece.place if piece else 0.0, natural(folder.name), folder.name


def groups(audio: Iterable[TorrentFile]) -> list[Group]:
    """The books that the folders show: one for each folder with a name of its own.

    Folders of discs and parts, and those that are called "MP3" or "Bonus", belong to the book around them.
    """
    return _groups(_tree(audio))


def together(audio: Iterable[TorrentFile]) -> Group:
    """All files as one book, in the order of their folders."""
    root = _tree(audio)
    [name, *_] = root.folders or [root.name]
    return Group(name, tuple(root.in_order()))


def _tree(audio: Iterable[TorrentFile]) -> _Folder:
    files = list(audio)
    root = _Folder(files[0].stem)  # the name of a torrent of one file
    for file in files:
        folder = root
        for name in file.folders:
            if not is_transparent(name):
                folder = folder.folders.setdefault(name, _Folder(name))
        folder.files.append(file)
    return root


def _groups(folder: _Folder) -> list[Group]:
    titles: dict[tuple[str, ...], list[_Folder]] = {}
    for inner in folder.folders.values():
        if not is_extras(inner.name):
            piece = piece_of(inner.name)
            key = words(piece.title) if piece else title_words(inner.name)
            titles.setdefault(key, []).append(inner)
    named = list(titles.values())
    if len(named) <= 1 and all(map(_is_cut, named)):
        files = tuple(folder.in_order())
        return [Group(folder.name, files)] if files else []
    found = [group for folders in named for group in _of_one_title(folders)]
    extras = [file for inner in folder.folders.values() if is_extras(inner.name) for file in inner.in_order()]
    if len(found) == 1 and not folder.files:
        return [Group(found[0].name, (*found[0].files, *extras))]
    loose = (*in_order(folder.files), *extras)
    return [Group(folder.name, loose), *found] if loose else found


def _is_cut(folders: Iterable[_Folder]) -> bool:
    return any(piece_of(folder.name) for folder in folders)


def _of_one_title(folders: list[_Folder]) -> list[Group]:
    """The pieces of one book together, also its formats; other folders one by one."""
    if not _is_cut(folders):
        found = [group for folder in folders for group in _groups(folder)]
        return [_merged(found)] if len(found) == len(folders) > 1 and _in_formats(found) else found
    inner = sorted(folders, key=_order)
    piece = piece_of(inner[-1].name)
    files = tuple(file for folder in inner for file in folder.in_order())
    return [Group(piece.title if piece else "", files)]


def _in_formats(found: list[Group]) -> bool:
    """Whether each group has endings of its own."""
    endings = [{file.suffix for file in group.files} for group in found]
    return sum(map(len, endings)) == len(set().union(*endings))


def _merged(found: list[Group]) -> Group:
    return Group(found[0].name, tuple(file for group in found for file in group.files))
