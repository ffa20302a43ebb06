"""Taking back what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import NotFoundError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing.item_desk import KnownItem, NewValue, Reason, SendChanges
from store.changes import Change, Changes


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the wish to undo a change; `why` says it in words."""

    change: Change
    done: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChanges:
    """Puts former values back, unless a person has changed them since.

    What is put back counts as a person's wish: no event writes the field again. To undo an undoing puts our
    value back, and the field is ours again. Safe to repeat: what is undone already is left alone.
    """

    changes: Changes
    send: SendChanges

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
        by_item: dict[str, list[Change]] = {}
        for change in changes:
            by_item.setdefault(change.item_id, []).append(change)
        kept: dict[int, str] = {}
        shown: dict[int, str] = {}

        async def choose(known: KnownItem) -> Mapping[FieldName, NewValue]:
            chosen: dict[FieldName, NewValue] = {}
            for change in by_item[known.item.id]:
                name = FieldName(change.field)
                former = self.send.fields.normal(name, change.before)
                why = self._why_not(known, change, former)
                if why is not None:
                    kept[change.id] = why
                    continue
                chosen[name] = NewValue(value=former, reason=await self._reason(change), undoes=change.id)
                shown[change.id] = self.send.fields.shown(former)
            return chosen

        await self.send(by_item, choose)
        verb = "would be put back" if self.send.dry_run else "put back"
        return [
            Undone(change, done=True, why=f"{verb} to {shown[change.id]}")
            if change.id in shown
            else Undone(change, done=False, why=kept.get(change.id, "the library has no such item any more"))
            for change in changes
        ]

    def _why_not(self, known: KnownItem, change: Change, former: Any) -> str | None:
        """Why the change cannot be undone; None when it can."""
        newest = known.newest.get(change.field)
        status = newest.status if newest is not None and newest.id == change.id else change.status
        if status is not ChangeStatus.WRITTEN:
            return _NOT_WRITTEN[status]
        if newest is not None and newest.undoes == change.id:
            return f"change {newest.id} undid it already"
        name = FieldName(change.field)
        current = self.send.fields.value(known.item, name)
        if current != change.after:
            if newest is not None and newest.id != change.id and newest.after == current:
                return f"change {newest.id} set it again since: undo that first"
            return f"a person changed it since, to {self.send.fields.shown(current)}"
        if self.send.fields.same(name, former, current):
            return "there is nothing to put back"
        if name is FieldName.TITLE and former is None:
            return "Audiobookshelf takes no empty title"
        return None

    async def _reason(self, change: Change) -> Reason:
        source = ChangeSource.PERSON
        if change.source is ChangeSource.PERSON and change.undoes is not None:
            undone = await self.changes.by_id(change.undoes)
            source = undone.source if undone is not None else source
        return Reason(source=source, event_id=None, download_id=change.download_id)


_NOT_WRITTEN = {
    ChangeStatus.PLANNED: "it never arrived in the library",
    ChangeStatus.NOT_TAKEN: "it never arrived in the library",
    ChangeStatus.OVERTAKEN: "a person changed the item before it was known whether it had arrived",
    ChangeStatus.DRY_RUN: "it was a dry run: nothing was written",
}
