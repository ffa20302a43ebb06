"""The imports into the library: what goes where, what became of it. Each is known by its download's number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.downloads.records import record
from daemon.http.api.events import Limit
from daemon.http.api.operations import Number
from daemon.http.api.plans import PlanShown, plan_shown
from daemon.http.problems import ConflictError
from daemon.words.units import count, size
from domain.errors import NotFoundError
from domain.facts import (
    ImportChoice,
    ImportMode,
    ImportProblem,
    ImportStatus,
)
from domain.importing.plan import Plan
from domain.importing.since import LinkState
from handlers.importing.check_links import CheckedImport
from handlers.importing.link_again import LinkedAgain
from handlers.importing.whereabouts import OnShelf, Whereabouts
from store.views.imported import NamedImport


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportShown:
    """One import. `size` is of all files, `copied` the copied part of it so far, in bytes.

    `books` is where its books are in Audiobookshelf; `torrent_gone` whether qBittorrent no longer has the torrent, None
    where that is unknown or the import is not in the library.
    """

    download: int
    title: str | None
    author: str | None
    status: ImportStatus
    problem_kind: ImportProblem | None
    detail: str | None
    mode: ImportMode | None
    choice: ImportChoice | None
    created_at: datetime
    changed_at: datetime
    placed_at: datetime | None
    size: int
    copied: int
    books: Sequence[OnShelf]
    torrent_gone: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeImport(ImportShown):
    """One import with its plan, None before there is one; `choices` is what you may decide where it waits."""

    plan: PlanShown | None
    choices: Sequence[ImportChoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenFile:
    """An imported file that is no longer as it was made; `size` in bytes."""

    path: str
    source: str | None
    state: LinkState
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedShown:
    """An import to which something happened since; `twice` is how many bytes need not be on the disk twice."""

    download: int
    title: str | None
    files: Sequence[BrokenFile]
    books: Sequence[OnShelf]
    torrent_gone: bool | None
    twice: int


async def newest(api: Api, *, limit: Limit = 50, status: ImportStatus | None = None) -> list[ImportShown]:
    """The newest imports, of one status or of all."""
    rows = await api.parts.store.views.imported.listed(limit=limit, status=status)
    where = await api.imported.whereabouts(rows)
    return [ImportShown(**_shown(one, where)) for one in rows]


async def one(api: Api, number: Number) -> WholeImport:
    """The import of a download, with its plan."""
    found = await existing_import(api, number)
    where = await api.imported.whereabouts([found])
    plan = None if found.plan is None else Plan.model_validate(found.plan)
    return WholeImport(
        **_shown(found, where),
        plan=None if plan is None else plan_shown(plan),
        choices=choices_of(found, plan),
    )


async def check(api: Api) -> Reply[list[CheckedShown]]:
    """Compare every imported file with the torrent's, and ask where the books and torrents are; changes nothing."""
    found, before = list[CheckedShown](), None
    while rows := await api.parts.store.views.imported.listed(
        limit=_AT_ONCE, before=before, status=ImportStatus.PLACED
    ):
        titles = {row.id: row.title for row in rows}
        checked = await api.imported.check(rows)
        found += [_checked(each, titles[each.id]) for each in checked if each.is_strange]
        before = rows[-1].id
    return Reply(says=_sentence(found), body=found, refused=bool(found))


async def link_again(api: Api, number: Number) -> Reply[list[LinkedAgain]]:
    """Replace a download's library files by links to the torrent's, where every byte is the same."""
    done = await api.imported.links(await existing_import(api, number))
    freed = sum(each.size for each in done if each.why is None)
    left = [each for each in done if each.why is not None]
    if not done:
        says = f"download {number} has no file that a link could replace"
    else:
        says = f"{count(len(done) - len(left), 'file', 'files')} of download {number} linked again: {size(freed)} freed"
    return Reply(says="; ".join([says, *(each.why or "" for each in left)]), body=done, refused=bool(left))


async def unlink(api: Api, number: Number) -> Reply[list[str]]:
    """Make a download's library files that were linked again files of their own, as they were before."""
    found = await existing_import(api, number)
    undone = await api.imported.links.unlink(found)
    if not undone:
        raise ConflictError(f"no file of download {number} was linked again")
    return Reply(says=f"{count(len(undone), 'file', 'files')} copied again", body=undone)


_AT_ONCE: Final = 200
"""Imports whose files are compared together."""

_OF_ITS_OWN: Final = frozenset({"download", "problem_kind", "books", "torrent_gone"})
"""What the store's row calls otherwise, or does not have."""


async def existing_import(api: Api, number: int) -> NamedImport:
    """The import of the download with this number.

    Raises:
        NotFoundError: There is no such download, or it was not imported.
    """
    found = await api.parts.store.views.imported.of_download(number)
    if found is None:
        await record(api, number)
        raise NotFoundError(f"download {number} was not imported; `shelfhook import {number}` does it")
    return found


def choices_of(found: NamedImport, plan: Plan | None) -> Sequence[ImportChoice]:
    """What a person may decide about an import; nothing where it does not wait for that."""
    kind = found.problem if found.status is ImportStatus.NEEDS_PERSON else None
    match kind:
        case ImportProblem.TARGET_TAKEN | ImportProblem.BETTER_EDITION:
            return (ImportChoice.BESIDE,)
        case ImportProblem.UNDECIDED:
            return (ImportChoice.AS_PLANNED,)
        case ImportProblem.QUESTION if plan is not None and plan.may_be_confirmed:
            return (ImportChoice.AS_PLANNED, ImportChoice.AS_ONE)
    return ()


def _shown(found: NamedImport, where: Mapping[int, Whereabouts]) -> dict[str, Any]:
    same = (name for name in ImportShown.__slots__ if name not in _OF_ITS_OWN)
    at = where.get(found.id)
    return {name: getattr(found, name) for name in same} | {
        "download": found.download_id,
        "problem_kind": found.problem,
        "books": () if at is None else at.books,
        "torrent_gone": None if at is None else at.torrent_gone,
    }


def _checked(found: CheckedImport, title: str | None) -> CheckedShown:
    return CheckedShown(
        download=found.download_id,
        title=title,
        files=[BrokenFile(path=f.path, source=f.source, state=f.state, size=f.size) for f in found.files],
        books=found.whereabouts.books,
        torrent_gone=found.whereabouts.torrent_gone,
        twice=found.twice,
    )


def _sentence(found: Sequence[CheckedShown]) -> str:
    if not found:
        return "every imported book is as it was made"
    twice = sum(each.twice for each in found)
    freed = f"; linking again frees {size(twice)}" if twice else ""
    return f"something happened to {count(len(found), 'import', 'imports')} since{freed}"
