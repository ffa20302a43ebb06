"""PATH_MAP as it should be set."""

import json
from collections.abc import Sequence

from domain import paths
from domain.paths import PathRule, View


def setting(rules: Sequence[PathRule], ours: tuple[View, str], theirs: tuple[View, str]) -> str:
    """The setting with one more pair of folders; the former rule for *theirs* in that view is replaced."""
    (view, folder), (other, place) = ours, theirs
    kept = [rule for rule in rules if not _says(rule, view, other, place)]
    new = PathRule.model_validate({view: folder, other: place})
    return "PATH_MAP=" + json.dumps(
        [rule.model_dump(exclude_defaults=True) for rule in (*kept, new)], ensure_ascii=False
    )


def shared_end(path: str, others: Sequence[str]) -> tuple[str, str] | None:
    """The two folders under which *path* and one of the *others* are called the same: where a rule would join them.

    None when no other ends with a name of *path*.
    """
    mine = paths.parts(path)
    best: tuple[int, str] | None = None
    for other in others:
        theirs = paths.parts(other)
        same = 0
        while same < min(len(mine), len(theirs)) and mine[-1 - same] == theirs[-1 - same]:
            same += 1
        if same and (best is None or same > best[0]):
            best = (same, other)
    if best is None:
        return None
    length, other = best
    return (
        paths.joined(mine[: len(mine) - length], like=path),
        paths.joined(paths.parts(other)[: len(paths.parts(other)) - length], like=other),
    )


def _says(rule: PathRule, view: View, other: View, place: str) -> bool:
    named = getattr(rule, other)
    return getattr(rule, view) is not None and named is not None and paths.same(named, place)
