"""Describes one book, field by field: for a person who wants to know whose value it is, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from clients.audiobookshelf import LibraryItem
from domain.book_view import Action, ActionKind, BookView, FieldView, Offer, Origin, Sayings, origin
from domain.errors import BadInputError, ShelfhookError
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import APART, FieldName, Rule
from handlers.writing.describe_cover import DescribeCover
from handlers.writing.item_desk import KnownItem
from handlers.writing.item_fields import titles_of
from handlers.writing.sayings import GatherSayings, Said
from handlers.writing.write_fields import WriteFields
from store.books import Book, Books
from store.changes import Change

_GONE: Final = "Audiobookshelf no longer has this item; these are the values of the last library sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeBook:
    """Describes an item as it is now; as the mirror has it while Audiobookshelf does not answer.

    Why a source's value was not taken is what the writing itself decides: nothing here judges again.

    Args:
        write_fields: Decides about each value, and reads the items.
        gather: What the sources say.
        books: The mirror.
        cover: Describes the cover, which is no part of the item's fields.
    """

    write_fields: WriteFields
    gather: GatherSayings
    books: Books
    cover: DescribeCover

    async def __call__(self, item_id: str) -> BookView | None:
        """The view of an item; None when neither the library nor the mirror has it."""
        said = await self.gather(item_id)
        try:
            known = await self.write_fields.desk.look(item_id)
            cover = None if known is None else await self._cover(known, said)
        except BadInputError:
            return None
        except ShelfhookError as error:
            return await self._of_mirror(
                item_id, said, f"{error}; these are the values of the last library sync"
            )
        if known is None or cover is None:
            return await self._of_mirror(item_id, said, _GONE)
        values = said.values(titles_of(known.item))
        fields = [cover if name is cover.name else self._field(known, name, values) for name in FieldName]
        return _view(item_id, known.item, said, fields)

    async def _cover(self, known: KnownItem, said: Said) -> FieldView:
        number = None if said.download is None else said.download.id
        return await self.cover(known.item, number, known.locked.get(FieldName.COVER))

    def _field(self, known: KnownItem, name: FieldName, said: Sayings) -> FieldView:
        write, last = self.write_fields, self.write_fields.desk.fields.last(known.newest, name)
        standing = write.standing(known, name)
        source = origin(standing, None if last is None else last.source, write.policy[name])
        offers = tuple(self._offers(known, name, said))
        return FieldView(
            name=name,
            known=True,
            value=standing.current,
            source=source,
            since=_since(known, source, last, standing.current),
            locked_since=known.locked.get(name),
            rule=write.policy[name],
            offers=offers,
            actions=tuple(self._actions(known, name, offers)),
        )

    def _unknown(self, name: FieldName, locked: datetime | None, rule: Rule) -> FieldView:
        return FieldView(
            name=name,
            known=False,
            value=None,
            source=None,
            since=None,
            locked_since=locked,
            rule=rule,
            offers=(),
            actions=(_key(locked),),
        )

    def _offers(self, known: KnownItem, name: FieldName, said: Sayings) -> Iterator[Offer]:
        fields = self.write_fields.desk.fields
        current = fields.value(known.item, name)
        for source, values in said.items():
            value = fields.normal(name, values.get(name))
            decision = self.write_fields.weigh(known, name, value, source)
            taken = bool(value not in _NOTHING and fields.same(name, value, current))
            yield Offer(
                source=Origin(source.value),
                value=value,
                taken=taken,
                allowed=decision.write,
                why=_SILENT if value in _NOTHING else decision.why,
            )
        if (embedded := fields.embedded(known.item, name)) is not None:
            taken = fields.same(name, embedded, current)
            why = "already right" if taken else _OF_FILES
            yield Offer(source=Origin.FILES, value=embedded, taken=taken, allowed=False, why=why)

    def _actions(self, known: KnownItem, name: FieldName, offers: tuple[Offer, ...]) -> Iterator[Action]:
        last = self.write_fields.desk.fields.last(known.newest, name)
        current = self.write_fields.desk.fields.value(known.item, name)
        if name in known.locked:
            yield Action(ActionKind.UNLOCK)
        else:
            yield from (
                Action(ActionKind.TAKE, ChangeSource(one.source.value)) for one in offers if self._open(one)
            )
            yield Action(ActionKind.LOCK)
        if last is not None and last.status is ChangeStatus.WRITTEN and last.after == current:
            yield Action(ActionKind.UNDO, change=last.id)

    def _open(self, offer: Offer) -> bool:
        """Whether a person may take it."""
        is_theirs = offer.source is not Origin.FILES and offer.value not in _NOTHING
        return is_theirs and not offer.taken and not self.write_fields.desk.dry_run

    async def _of_mirror(self, item_id: str, said: Said, note: str) -> BookView | None:
        book = await self.books.by_id(item_id)
        if book is None:
            return None
        desk = self.write_fields.desk
        changes, locks = await desk.changes.standing([item_id])
        newest, locked = changes.get(item_id, {}), locks.get(item_id, {})
        values = said.values(filter(None, [book.title]))
        views = [self._mirrored(book, name, values, newest.get(name), locked.get(name)) for name in FieldName]
        return _view(item_id, book, said, views, note)

    def _mirrored(
        self, book: Book, name: FieldName, said: Sayings, last: Change | None, locked: datetime | None
    ) -> FieldView:
        """A field as the mirror has it: nothing is decided about it, and nothing can be written."""
        if name in APART:
            return self._unknown(name, locked, self.write_fields.policy[name])
        fields = self.write_fields.desk.fields
        known = hasattr(book, name.value.replace(" ", "_"))
        value = fields.normal(name, getattr(book, name.value.replace(" ", "_"))) if known else None
        ours = known and last is not None and fields.same(name, last.after, value)
        return FieldView(
            name=name,
            known=known,
            value=value,
            source=Origin(last.source.value) if ours and last else None,
            since=last.at if ours and last else None,
            locked_since=locked,
            rule=self.write_fields.policy[name],
            offers=tuple(self._undecided(name, said)),
            actions=(_key(locked),),
        )

    def _undecided(self, name: FieldName, said: Sayings) -> Iterator[Offer]:
        for source, values in said.items():
            if (value := self.write_fields.desk.fields.normal(name, values.get(name))) not in _NOTHING:
                yield Offer(
                    source=Origin(source.value), value=value, taken=False, allowed=False, why=_UNDECIDED
                )


def _view(
    item_id: str, of: LibraryItem | Book, said: Said, fields: Sequence[FieldView], note: str | None = None
) -> BookView:
    return BookView(
        item_id=item_id,
        title=of.title,
        authors=of.authors,
        path=of.path,
        is_missing=of.is_missing,
        note=note,
        sources=said.sources,
        fields=tuple(fields),
    )


def _key(locked: datetime | None) -> Action:
    return Action(ActionKind.LOCK if locked is None else ActionKind.UNLOCK)


_NOTHING: Final[tuple[Any, ...]] = (None, "", [])
_SILENT: Final = "says nothing of it"
_OF_FILES: Final = "a scan takes it only where Audiobookshelf holds nothing of its own"
_UNDECIDED: Final = "not decided: Audiobookshelf could not be asked what it holds"


def _since(known: KnownItem, source: Origin | None, last: Change | None, current: Any) -> datetime | None:
    """When the value came, as far as anybody knows."""
    if last is not None and last.after == current:
        return last.at
    return known.item.added_at if source is Origin.FILES else None
