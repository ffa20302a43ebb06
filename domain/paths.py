"""One file, three views: the torrent client's, this daemon's and Audiobookshelf's."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, model_validator

View = Literal["client", "daemon", "abs"]
VIEWS: Final[tuple[View, ...]] = ("client", "daemon", "abs")

# A path that equals its key except for case: without empty names, or a dot alone.
_PLAIN: Final = re.compile(r"(?:/(?!\.?(?:/|$))[^/]*)+")
_WINDOWS: Final = re.compile(r"[A-Za-z]:(?=[\\/]|$)|\\\\")


class PathRule(BaseModel):
    r"""One folder as up to three programs see it.

    Args of the setting: `client` for qBittorrent, `daemon` for shelfhook, `abs` for Audiobookshelf, each an
    absolute path ("/downloads" or "F:\\Audiobooks"); a view that is omitted is not translated.
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
    """A path in another view.

    `path` has its names in NFC. `spelling` has the names below the rule's folder as they were given, which is
    their spelling on the disk. `ignore_case` says that the rule ignores case.
    """

    path: str
    spelling: str
    ignore_case: bool = False


class PathMap:
    """Translates between the views by the longest folder that a rule names.

    If no rule names both views, two rules that share the third one connect them.

    Args:
        rules: In any order.
    """

    def __init__(self, rules: Sequence[PathRule] = ()) -> None:
        self._rules = tuple(rules)

    def translate(self, path: str, *, source: View, target: View) -> str:
        """The same file as *target* sees it; *path* itself, in NFC, when no rule names a folder above it."""
        return self.locate(path, source=source, target=target).path

    def locate(self, path: str, *, source: View, target: View) -> Place:
        """Like `translate`, with the spelling and whether case counts."""
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
    r"""Whether *path* is a Windows path: "F:\..." or "\\server\...", with either slash."""
    return _WINDOWS.match(path) is not None


def is_absolute(path: str) -> bool:
    """Whether *path* is absolute on Windows or elsewhere."""
    return path.startswith("/") or is_windows(path)


def parts(path: str) -> tuple[str, ...]:
    """The names in *path*, in NFC, without empty ones; a drive is a name of its own."""
    return tuple(map(_composed, _names(path)))


def _names(path: str) -> tuple[str, ...]:
    slashed = path.replace("\\", "/") if is_windows(path) else path
    return tuple(name for name in slashed.split("/") if name not in {"", "."})


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def key(path: str) -> str:
    """*path* in the form for look-ups: two that differ only in case share it.

    It has forward slashes for either system, so that a path below a folder begins with the folder's key and a slash.
    """
    if path.isascii() and _PLAIN.fullmatch(path):
        return path.casefold()
    return ("" if is_windows(path) else "/") + "/".join(parts(path)).casefold()


def joined(names: Sequence[str], *, like: str) -> str:
    """A path of these names, for the same system as *like*."""
    if not is_windows(like):
        return "/" + "/".join(names)
    return ("\\\\" if like.startswith("\\\\") else "") + "\\".join(names)


def ancestors(path: str) -> list[str]:
    """*path* itself and every folder above it except the root, the nearest first."""
    names = parts(path)
    return [joined(names[:length], like=path) for length in range(len(names), 0, -1)]


def is_below(path: str, folder: str, *, ignore_case: bool = False) -> bool:
    """Whether *path* is *folder* or lies in it."""
    return _below(path, folder, ignore_case=ignore_case) is not None


def same(path: str, other: str, *, ignore_case: bool = False) -> bool:
    """Whether both name the same file."""
    return _below(path, other, ignore_case=ignore_case) == ()


def moved(path: str, folder: str, to: str) -> str:
    """The place of *path*, which lies in *folder*, below another folder; its names keep their spelling."""
    return joined((*_names(to), *_names(path)[len(parts(folder)) :]), like=to)


def _below(path: str, folder: str, *, ignore_case: bool) -> tuple[str, ...] | None:
    """The names from *folder* down to *path* as they are given; None when it is not in there."""
    if is_windows(path) != is_windows(folder):
        return None
    whole, head = parts(path), parts(folder)
    same_names = [name.casefold() for name in whole[: len(head)]] == [name.casefold() for name in head]
    exact = whole[: len(head)] == head
    return _names(path)[len(head) :] if exact or (ignore_case and same_names) else None
