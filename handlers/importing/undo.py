"""Takes an import back: what it made and no other program changed is removed, and the torrent stays."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from domain.clock import Clock
from domain.facts import ImportProblem, ImportStatus
from domain.importing.plan import Plan
from domain.outcomes import Done
from handlers.importing import renaming
from handlers.importing.place import PlaceBooks
from handlers.importing.work import BookWork
from store.imports import Import, Imports
from store.sidecars import Sidecars

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoImport:
    """Safe to repeat after a crash: what is removed already is not missed."""

    imports: Imports
    sidecars: Sidecars
    place: PlaceBooks
    clock: Clock

    async def __call__(self, one: Import) -> Done:
        """Undo it; the record keeps what was left."""
        works = [BookWork(**work) for work in one.work]
        moved = [work.folder for work in works if work.ready and not await asyncio.to_thread(_there, work)]
        left = await self.place.take_back(one.id, Plan(**one.plan) if one.plan else None)
        now = self.clock.now()
        for sidecar in await self.sidecars.of_import(one.id):
            await self.sidecars.note_removed(sidecar.id, now=now)
        detail = _said(left, moved)
        problem = ImportProblem.LEFT_SOME.value if detail else None
        await self.imports.update(
            one.id, now=now, status=ImportStatus.UNDONE.value, problem=problem, detail=detail, placed_at=None
        )
        return Done(f"undone; {detail}" if detail else "undone: everything that it made is removed")


def _there(work: BookWork) -> bool:
    return renaming.is_placed(work) or renaming.is_hidden(work)


def _said(left: Sequence[str], moved: Sequence[str]) -> str | None:
    """What an undo did not remove, for a person."""
    said = []
    if left:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        said.append(f"left, because others made or changed it: {', '.join(left[:_SHOWN])}{more}")
    if moved:
        said.append(f"not touched, because the folder is no longer the one that was made: {', '.join(moved)}")
    return "; ".join(said) or None
