"""A person's word on one field of a book: take what a source says, or keep what is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from domain.clock import Clock
from domain.errors import NotFoundError
from domain.facts import ChangeSource
from domain.policy import FieldName
from domain.value_words import value_in_words
from handlers.writing.item_desk import FieldDecision, ItemDesk, KnownItem, NewValue, Reason
from handlers.writing.item_fields import titles_of
from handlers.writing.sayings import GatherSayings, Said
from handlers.writing.take_cover import TakeCover
from handlers.writing.taken import Taken
from store.books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeValue:
    """Writes what a source says, also over what a person entered: another person's word, or their own.

    From then on the field is the source's, as if no person had touched it; the change can be undone like any other.
    """

    desk: ItemDesk
    gather: GatherSayings
    cover: TakeCover

    async def __call__(self, item_id: str, name: FieldName, source: ChangeSource) -> Taken:
        """Take it; a cover only where that can be undone.

        Raises:
            NotFoundError: The library no longer has the item.
            TransientError: Audiobookshelf did not keep what it was sent.
        """
        if name is FieldName.COVER:
            return await self.cover(item_id, source)
        said = await self.gather(item_id)
        served = (await self.desk([item_id], partial(self._decide, said, name, source))).get(item_id)
        if served is None:
            raise NotFoundError(f"Audiobookshelf has no item {item_id}")
        decided = served.decided[name]
        current = self.desk.fields.value(served.item, name)
        done = decided.new is not None and self.desk.fields.same(name, decided.new.value, current)
        overtaken = decided.new is not None and not done
        return Taken(
            done=done,
            value=current,
            why="someone changed it while it was written" if overtaken else decided.why,
        )

    def _decide(
        self, said: Said, name: FieldName, source: ChangeSource, known: KnownItem
    ) -> Mapping[FieldName, FieldDecision]:
        fields = self.desk.fields
        value = fields.normal(name, said.values(titles_of(known.item)).get(source, {}).get(name))
        if (why := self._why_not(known, name, value)) is not None:
            return {name: FieldDecision(why)}
        download = said.download if source is ChangeSource.MAM else None
        reason = Reason(source=source, event_id=None, download_id=None if download is None else download.id)
        return {name: FieldDecision(f"set to {value_in_words(value)}", NewValue(value=value, reason=reason))}

    def _why_not(self, known: KnownItem, name: FieldName, value: Any) -> str | None:
        """Why it cannot be taken; None when it can."""
        if name in known.locked:
            return "it is locked: unlock it first"
        if value in (None, "", []):
            return "the source says nothing of it"
        if self.desk.fields.same(name, value, self.desk.fields.value(known.item, name)):
            return "it is what the field holds already"
        if self.desk.dry_run:
            return "DRY_RUN is on, and nothing is written"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockField:
    """Keeps a field of an item as it is, whatever any source says, until a person unlocks it.

    Nothing of ours is between its decision and its write meanwhile.
    """

    desk: ItemDesk
    books: Books
    clock: Clock

    async def lock(self, item_id: str, name: FieldName) -> bool:
        """Lock it; whether it was not locked before.

        Raises:
            NotFoundError: Neither the mirror nor Audiobookshelf has the item.
        """
        async with self.desk.items.of([f"item {item_id}"]):
            if (
                await self.books.by_id(item_id) is None
                and await self.desk.audiobookshelf.item(item_id) is None
            ):
                raise NotFoundError(f"Audiobookshelf has no item {item_id}")
            return await self.desk.locks.lock(item_id, name.value, now=self.clock.now())

    async def unlock(self, item_id: str, name: FieldName) -> bool:
        """Unlock it; whether it was locked."""
        async with self.desk.items.of([f"item {item_id}"]):
            return await self.desk.locks.unlock(item_id, name.value)
