"""Where the torrent client's folders and a library's folders are one, judging by the names of real torrents and items."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain import paths

Names = tuple[str, ...]

_ENOUGH: Final = 2
"""One torrent alone may have an item's name by chance, where others have none."""


@dataclass(frozen=True, slots=True)
class Join:
    """A folder of the torrent client's that seems to be a library's: below both, the same names follow.

    Args:
        client: The folder as the torrent client sees it.
        abs: The folder as the library has it.
        torrents: How many torrents have the place of an item then.
    """

    client: str
    abs: str
    torrents: int

    @property
    def is_one_path(self) -> bool:
        """Whether both see it under the same path, so that no rule is needed."""
        return paths.same(self.client, self.abs)

    @property
    def ignore_case(self) -> bool:
        """Whether one of both is Windows, which does."""
        return paths.is_windows(self.client) or paths.is_windows(self.abs)


def joins(contents: Iterable[str], libraries: Mapping[str, Iterable[str]]) -> list[Join]:
    """The joins that torrents support, the best supported one first.

    A join needs two torrents, unless no other torrent says anything. Of two joins that lead from one folder, or from
    one below the other's, the better supported one counts.

    Args:
        contents: The content paths of finished torrents, as the torrent client sees them.
        libraries: The paths of items by the library's folder, which is above them.
    """
    known = _Places(libraries)
    votes: Counter[tuple[str, str]] = Counter()
    for content in dict.fromkeys(contents):
        votes.update(known.joined_by(content))
    enough = _ENOUGH if votes.total() > 1 else 1
    found: list[Join] = []
    for (client, folder), number in sorted(votes.items(), key=lambda one: (-one[1], not _equal(*one[0]))):
        if number >= enough and not any(paths.is_below(client, better.client) for better in found):
            found.append(Join(client, folder, number))
    return found


def _equal(client: str, folder: str) -> bool:
    return paths.same(client, folder)


class _Places:
    """The places below library folders, found by their last name."""

    def __init__(self, libraries: Mapping[str, Iterable[str]]) -> None:
        self._by_name: defaultdict[str, dict[tuple[str, Names, bool], None]] = defaultdict(dict)
        for folder, items in libraries.items():
            for item in items:
                for place, is_item in _places(folder, item):
                    self._by_name[place[-1].casefold()][folder, place, is_item] = None

    def joined_by(self, content: str) -> set[tuple[str, str]]:
        """The pairs of folders under which the torrent has the longest place; none where it has no item's names.

        A torrent may be an item, hold several, or be a file or a part of one.
        """
        whole = paths.parts(content)
        longest: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for names, may_be_above in ((whole, True), (whole[:-1], False)):
            for folder, place, is_item in self._by_name.get(names[-1].casefold() if names else "", ()):
                if (is_item or may_be_above) and _ends_with(names, place, content, folder):
                    client = paths.joined(names[: len(names) - len(place)], like=content)
                    longest[len(place)].add((client, folder))
        return longest[max(longest)] if longest else set()


def _places(folder: str, item: str) -> Iterator[tuple[Names, bool]]:
    """The item's place below the library's folder, and those of the folders between; whether it is the item's."""
    if not paths.is_below(item, folder):
        return
    below = paths.parts(item)[len(paths.parts(folder)) :]
    for length in range(1, len(below) + 1):
        yield below[:length], length == len(below)


def _ends_with(names: Sequence[str], place: Names, content: str, folder: str) -> bool:
    end = tuple(names[-len(place) :])
    if paths.is_windows(content) or paths.is_windows(folder):
        return [name.casefold() for name in end] == [name.casefold() for name in place]
    return end == place
