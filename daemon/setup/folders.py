"""The library's folders as this machine sees them, and the path map that real torrents and items suggest."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from daemon.doctor.patient import Patient
from daemon.setup.tried import Fact, FactName, Tried
from daemon.setup.values import written
from domain import paths
from domain.path_joins import Join, joins
from domain.paths import PathMap, PathRule

Exists = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What both services have.

    Args:
        items: The paths of the newest items by their library's folder, as Audiobookshelf sees them.
        contents: The content paths of the finished torrents that are ours, as qBittorrent sees them.
    """

    items: Mapping[str, Sequence[str]]
    contents: Sequence[str]

    @property
    def joins(self) -> list[Join]:
        """The folders that torrents and items show to be one."""
        return joins(self.contents, self.items)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Values for the two settings, and the joins that support them; *of* is the number of torrents that were compared."""

    library_dirs: str
    path_map: str
    joins: Sequence[Join]
    of: int


async def surroundings(patient: Patient) -> Surroundings:
    """Ask both services; the errors are theirs."""
    shelf, rule = patient.connections.audiobookshelf, patient.settings.category_rule
    items: dict[str, list[str]] = {}
    for library in await shelf.libraries():
        page, _ = await shelf.page(library.id, 0, newest_first=True)
        there = [item.path for item in page.items if not item.is_missing]
        items |= {
            folder: [path for path in there if paths.is_below(path, folder)] for folder in library.folders
        }
    torrents = await patient.connections.qbittorrent.torrents()
    contents = [one.content_path for one in torrents if one.finished and rule.follows(one.category)]
    return Surroundings(items, contents)


async def suggested(patient: Patient, around: Surroundings, dirs: Sequence[str] = ()) -> Suggestion:
    """What to set, given the folders of this machine that the user named; without any they are searched for."""
    rules = patient.settings.path_map
    return await asyncio.to_thread(worked_out, around, dirs, rules, os.path.exists)


def worked_out(
    around: Surroundings, dirs: Sequence[str], rules: Sequence[PathRule], exists: Exists
) -> Suggestion:
    """The suggestion.

    Args:
        around: What both services have.
        dirs: The folders of this machine that the user named; without any the libraries' are searched for.
        rules: Those that are set.
        exists: Whether a path exists on this machine.
    """
    found, here, proposed = around.joins, list[str](), list[PathRule]()
    for folder, items in around.items.items():
        led = [join for join in found if join.abs == folder]
        own = _own(
            folder, items, [*dirs, *(() if dirs else (folder, *(join.client for join in led)))], exists
        )
        here += [] if own is None else [own]
        proposed += _rules(folder, own, led, exists)
    return Suggestion(
        library_dirs=":".join(dirs or dict.fromkeys(here)),
        path_map=written(_joined(rules, proposed)),
        joins=found,
        of=len(around.contents),
    )


def _own(folder: str, items: Iterable[str], places: Iterable[str], exists: Exists) -> str | None:
    """Which of these folders of this machine is a library's: one of its newest items is in it."""
    below = [paths.parts(item)[len(paths.parts(folder)) :] for item in items]
    return next((own for own in places if any(exists(str(Path(own, *rest))) for rest in below)), None)


def _rules(folder: str, own: str | None, led: Sequence[Join], exists: Exists) -> Iterator[PathRule]:
    """The rules for one library's folder; none where all see it under the same path.

    A folder of qBittorrent's that this machine sees, too, and that is not the library, needs no rule: what lies there is
    found by its inodes.
    """
    views = {"abs": folder} | ({} if own is None else {"daemon": own})
    clients = [join for join in led if join.client == own or not exists(join.client)]
    for join in clients:
        if len({join.client, *views.values()}) > 1:
            yield PathRule.model_validate(views | {"client": join.client, "ignore_case": join.ignore_case})
    if not clients and own is not None and own != folder:
        yield PathRule.model_validate(views)


def _joined(rules: Sequence[PathRule], proposed: Sequence[PathRule]) -> list[PathRule]:
    """The rules that are set, but for those which the proposed ones replace, and the proposed ones."""
    replaced = {(one.abs, one.client) for one in proposed} | {(one.abs, None) for one in proposed}
    return [*(rule for rule in rules if (rule.abs, rule.client) not in replaced), *proposed]


async def try_folders(patient: Patient, around: Surroundings) -> Tried:
    """Whether this machine sees the library's newest books, and the torrents' places are those of items."""
    return await asyncio.to_thread(_tried, patient, around)


def _tried(patient: Patient, around: Surroundings) -> Tried:
    settings, path_map = patient.settings, PathMap(patient.settings.path_map)
    lost = [str(folder) for folder in settings.library_dirs if not folder.is_dir()]
    if lost:
        mend = "enter the folder as this machine sees it, and let shelfhook's user read it"
        return Tried(ok=False, problem=f"{', '.join(lost)} does not exist here, or is closed", mend=mend)
    items = [item for some in around.items.values() for item in some]
    here = sum(_is_here(item, path_map, settings.library_dirs) for item in items)
    placed = sum(_is_placed(content, items, path_map) for content in around.contents)
    found = (
        Fact(FactName.BOOKS_HERE, here, len(items)),
        Fact(FactName.TORRENTS_PLACED, placed, len(around.contents)),
    )
    if items and not here:
        problem = "none of Audiobookshelf's newest books is found in these folders"
        mend = f"enter where this machine has {', '.join(around.items)} of Audiobookshelf, and leave the path map empty"
        return Tried(ok=True, found=found, problem=problem, mend=mend)
    return Tried(ok=True, found=found)


def _is_here(item: str, path_map: PathMap, dirs: Iterable[Path]) -> bool:
    place = path_map.locate(item, source="abs", target="daemon").spelling
    # Path's own fails where a folder is closed.
    return os.path.exists(place) and any(paths.is_below(place, str(own)) for own in dirs)  # noqa: PTH110


def _is_placed(content: str, items: Iterable[str], path_map: PathMap) -> bool:
    place = path_map.locate(content, source="client", target="abs")
    return any(
        paths.is_below(place.path, item, ignore_case=place.ignore_case)
        or paths.is_below(item, place.path, ignore_case=place.ignore_case)
        for item in items
    )
