"""One file, three views: the torrent client's, this daemon's and Audiobookshelf's."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, model_validator

View = Literal["client", "daemon", "abs"]
VIEWS: Final[tuple[View, ...]] = ("client", "daemon", "abs")

# A path that is its own key but for the case: nothing empty in it, and no dot that stands alone.
_PLAIN: Final = re.compile(r"(?:/(?!\.?(?:/|$))[^/]*)+")
_WINDOWS: Final = re.compile(r"[A-Za-z]:(?=[\\/]|$)|\\\\")


class PathRule(BaseModel):
    r"""One folder as up to three programs see it.

    Args of the setting: `client` for qBittorrent, `daemon` for shelfhook, `abs` for Audiobookshelf, each an
    absolute path ("/downloads" or "F:\\Audiobooks"); a view that is left out is not translated.
    `ignore_case` compares the paths without regard to case, as Windows does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    client: str | None = None
    daemon: str | None = None
    abs: str | None = None
    ignore_case: bool = False

    @model_validator(mode="after")
    def _complete(self) -> "PathRule":
        given = [path for view in VIEWS if (path := getattr(self, view)) is not None]
        if len(given) < 2:  # noqa: PLR2004 - a translation has two ends
            raise ValueError("needs at least two of client, daemon and abs")
        for path in given:
            if not is_absolute(path):
                raise ValueError(f"{path} is not an absolute path")
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """A path as another view has it.

    `path` has its names in NFC. `spelling` has the names below the rule's folder as they were given, which is
    how they stand on the disk. `ignore_case` says that the rule compares without regard to case.
    """

    path: str
    spelling: str
    ignore_case: bool = False


class PathMap:
    """Translates between the views by the longest folder that a rule names.

    Where no rule names both views, two rules that share the third one lead from one to the other.

    Args:
        rules: In any order.
    """

    def __init__(self, rules: Sequence[PathRule] = ()) -> None:
        self._rules = tuple(rules)

    def translate(self, path: str, *, source: View, target: View) -> str:
        """The same file as *target* sees it; *path* itself, in NFC, when no rule names a folder above it."""
        return self.locate(path, source=source, target=target).path

    def locate(self, path: str, *, source: View, target: View) -> Place:
        """The same as `translate`, with how it is spelt and compared."""
        direct = self._by_rule(path, source, target)
        if direct is not None or source == target:
            return direct or _unchanged(path)
        [between] = [view for view in VIEWS if view not in {source, target}]
        first = self._by_rule(path, source, between)
        second = self._by_rule(first.spelling, between, target) if first else None
        if first is None or second is None:
            return _unchanged(path)
        return Place(second.path, second.spelling, first.ignore_case or second.ignore_case)

    def _by_rule(self, path: str, source: View, target: View) -> Place | None:
        found = [
            (len(parts(theirs)), rest, ours, rule.ignore_case)
            for rule in self._rules
            if (theirs := getattr(rule, source)) is not None
            and (ours := getattr(rule, target)) is not None
            and (rest := _below(path, theirs, ignore_case=rule.ignore_case)) is not None
        ]
        if not found:
            return None
        _, rest, ours, ignore_case = max(found, key=lambda one: one[0])
        return Place(
            joined((*parts(ours), *map(_composed, rest)), like=ours),
            joined((*_names(ours), *rest), like=ours),
            ignore_case,
        )


def _unchanged(path: str) -> Place:
    return Place(joined(parts(path), like=path), path)


def is_windows(path: str) -> bool:
    r"""Whether *path* is of Windows' family: "F:\..." or "\\server\...", with either slash."""
    return _WINDOWS.match(path) is not None


def is_absolute(path: str) -> bool:
    """Whether *path* starts at a root of either family."""
    return path.startswith("/") or is_windows(path)


def parts(path: str) -> tuple[str, ...]:
    """The names on the way to *path*, in NFC, without empty ones; a drive is a name of its own."""
    return tuple(map(_composed, _names(path)))


def _names(path: str) -> tuple[str, ...]:
    separator = r"[\\/]+" if is_windows(path) else "/+"
    return tuple(name for name in re.split(separator, path) if name not in {"", "."})


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def key(path: str) -> str:
    """*path* in the one form in which paths are looked up: two that differ only in case share it.

    Slashes divide it, whichever family it is of, so that what is below a folder begins with its key and a slash.
    """
    if path.isascii() and _PLAIN.fullmatch(path):
        return path.casefold()
    return ("" if is_windows(path) else "/") + "/".join(parts(path)).casefold()


def joined(names: Sequence[str], *, like: str) -> str:
    """A path of these names, of the same family as *like*."""
    if not is_windows(like):
        return "/" + "/".join(names)
    return ("\\\\" if like.startswith("\\\\") else "") + "\\".join(names)


def ancestors(path: str) -> list[str]:
    """*path* itself and every folder above it but the root, the nearest first."""
    names = parts(path)
    return [joined(names[:length], like=path) for length in range(len(names), 0, -1)]


def is_below(path: str, folder: str, *, ignore_case: bool = False) -> bool:
    """Whether *path* is *folder* or lies in it."""
    return _below(path, folder, ignore_case=ignore_case) is not None


def same(path: str, other: str, *, ignore_case: bool = False) -> bool:
    """Whether both name one file."""
    return _below(path, other, ignore_case=ignore_case) == ()


def moved(path: str, folder: str, to: str) -> str:
    """What *path*, which lies in *folder*, is called below another one; its names are spelt as they were given."""
    return joined((*_names(to), *_names(path)[len(parts(folder)) :]), like=to)


def _below(path: str, folder: str, *, ignore_case: bool) -> tuple[str, ...] | None:
    """The names from *folder* down to *path* as they are given; None when it is not in there."""
    if is_windows(path) != is_windows(folder):
        return None
    whole, head = parts(path), parts(folder)
    same_names = [name.casefold() for name in whole[: len(head)]] == [name.casefold() for name in head]
    exact = whole[: len(head)] == head
    return _names(path)[len(head) :] if exact or (ignore_case and same_names) else None
