"""Takes back what was written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from domain.errors import NotFoundError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from domain.value_words import value_in_words
from handlers.writing.item_desk import (
    FieldDecision,
    ItemDesk,
    KnownItem,
    NewValue,
    Reason,
    ServedItem,
)
from store.changes import Change, Changes


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the wish to undo a change; `why` says it in words."""

    change: Change
    done: bool
    why: str


UndoApart: TypeAlias = Callable[[Change, Reason], Awaitable[Undone]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChanges:
    """Puts former values back, unless a person has changed them since.

    What is put back counts as a person's wish: no event writes the field again. To undo an undoing puts our
    value back, and the field is ours again. Safe to repeat: what is undone already is left alone.
    """

    changes: Changes
    desk: ItemDesk
    apart: Mapping[str, UndoApart] = field(default_factory=dict)

    async def change(self, change_id: int) -> Undone:
        """Undo one change.

        Raises:
            NotFoundError: There is no such change.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        change = await self.changes.by_id(change_id)
        if change is None:
            raise NotFoundError(f"there is no change {change_id}")
        return (await self._undo([change]))[0]

    async def run(self, run_id: int) -> list[Undone]:
        """Undo everything that a cycle's run wrote, the newest change of a field first.

        Raises:
            NotFoundError: The run wrote nothing, or there was none.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        remaining = await self.changes.of_run(run_id)
        if not remaining:
            raise NotFoundError(f"run {run_id} wrote nothing")
        return await self._all(remaining)

    async def download(self, download_id: int) -> list[Undone]:
        """Undo everything that was written for a download, the newest change of a field first.

        Raises:
            NotFoundError: Nothing was written for it, or there is none.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        written = await self.changes.of_download(download_id)
        if not written:
            raise NotFoundError(f"nothing was written for download {download_id}")
        return await self._all(written)

    async def _all(self, remaining: list[Change]) -> list[Undone]:
        undone: list[Undone] = []
        while remaining:
            newest: dict[tuple[str, str], Change] = {}
            for change in remaining:
                newest.setdefault((change.item_id, change.field), change)
            undone += await self._undo(list(newest.values()))
            remaining = [change for change in remaining if change not in newest.values()]
        return undone

    async def _undo(self, changes: Sequence[Change]) -> list[Undone]:
        """Undo changes of different fields or items."""
        reasons = {change.id: await self._reason(change) for change in changes}
        undone = {
            change.id: await self.apart[change.field](change, reasons[change.id])
            for change in changes
            if change.field in self.apart
        }
        by_item: dict[str, list[Change]] = {}
        for change in changes:
            if change.id not in undone:
                by_item.setdefault(change.item_id, []).append(change)
        served = await self.desk(by_item, lambda known: self._decide(by_item[known.item.id], reasons, known))
        return [undone.get(one.id) or self._undone(one, served.get(one.item_id)) for one in changes]

    async def _reason(self, change: Change) -> Reason:
        source = ChangeSource.PERSON
        if change.source is ChangeSource.PERSON and change.undoes is not None:
            undone = await self.changes.by_id(change.undoes)
            source = undone.source if undone is not None else source
        return Reason(source=source, event_id=None, download_id=change.download_id)

    def _decide(
        self, changes: Sequence[Change], reasons: Mapping[int, Reason], known: KnownItem
    ) -> Mapping[FieldName, FieldDecision]:
        """Which of an item's changes are undone."""
        decided: dict[FieldName, FieldDecision] = {}
        for change in changes:
            name = FieldName(change.field)
            former = self.desk.fields.normal(name, change.before)
            why = self._why_not(known, change, former)
            new = NewValue(value=former, reason=reasons[change.id], undoes=change.id) if why is None else None
            decided[name] = FieldDecision(why or "", new)
        return decided

    def _undone(self, change: Change, served: ServedItem | None) -> Undone:
        if served is None:
            return Undone(change, done=False, why="the library no longer has this item")
        decided = served.decided[FieldName(change.field)]
        if decided.new is None:
            return Undone(change, done=False, why=decided.why)
        verb = "would be put back" if self.desk.dry_run else "put back"
        return Undone(change, done=True, why=f"{verb} to {value_in_words(decided.new.value)}")

    def _why_not(self, known: KnownItem, change: Change, former: Any) -> str | None:
        """Why the change cannot be undone; None when it can."""
        newest = known.newest.get(change.field)
        status = newest.status if newest is not None and newest.id == change.id else change.status
        if status is not ChangeStatus.WRITTEN:
            return NOT_WRITTEN[status]
        if newest is not None and newest.undoes == change.id:
            return f"change {newest.id} undid it already"
        name, fields = FieldName(change.field), self.desk.fields
        current = fields.value(known.item, name)
        if current != change.after:
            if newest is not None and newest.id != change.id and newest.after == current:
                return f"change {newest.id} set it again since: undo that first"
            return f"someone changed it since, to {value_in_words(current)}"
        if fields.same(name, former, current):
            return "there is nothing to undo"
        if name is FieldName.TITLE and former is None:
            return "Audiobookshelf does not accept an empty title"
        return None


NOT_WRITTEN = {
    ChangeStatus.PLANNED: "Audiobookshelf never saved it",
    ChangeStatus.SCANNED: "Audiobookshelf was scanning while it was sent: try again once that is over",
    ChangeStatus.NOT_TAKEN: "Audiobookshelf never saved it",
    ChangeStatus.OVERTAKEN: "someone changed the item before it was known whether it had arrived",
    ChangeStatus.DRY_RUN: "it was a dry run: nothing was written",
}
