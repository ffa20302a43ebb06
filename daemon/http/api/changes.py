"""The changes in the library, and their undo."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from daemon.http.answers import Reply, widened
from daemon.http.api.context import Api
from daemon.http.api.events import Limit
from daemon.http.api.operations import Number
from daemon.http.problems import existing
from handlers.writing.undo import Undone
from store.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneChange:
    """The result of an undo; `title` is its item's, None where that is no longer known."""

    change: int
    item_id: str
    title: str | None
    field: str
    undone: bool
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledChange(Change):
    """A change, and the title of its item; None where the item is no longer known."""

    title: str | None


async def newest(api: Api, *, item: str = "", limit: Limit = 50) -> list[TitledChange]:
    """The newest changes, of one item or of all."""
    return await titled(api, await api.parts.store.changes.recent(item_id=item or None, limit=limit))


async def one(api: Api, number: Number) -> TitledChange:
    """A change."""
    found = await titled(api, [await existing(api.parts.store.changes, number, "change")])
    return found[0]


async def undo(api: Api, number: Number) -> Reply[list[UndoneChange]]:
    """Undo a change."""
    return await reply_of(api, [await api.undo.change(number)])


async def titled(api: Api, changes: Collection[Change]) -> list[TitledChange]:
    """The changes with the titles of their items."""
    titles = await _titles(api, changes)
    return [widened(TitledChange, one, title=titles.get(one.item_id)) for one in changes]


async def _titles(api: Api, changes: Iterable[Change]) -> Mapping[str, str | None]:
    books = await api.parts.store.books.by_ids({one.item_id for one in changes})
    return {book.item_id: book.title for book in books}


async def reply_of(api: Api, undone: Sequence[Undone]) -> Reply[list[UndoneChange]]:
    """The results, one for each change."""
    titles = await _titles(api, [one.change for one in undone])
    return Reply(
        says="; ".join(f"{one.change.field}: {one.why}" for one in undone) or "there was nothing to do",
        body=[
            UndoneChange(
                change=one.change.id,
                item_id=one.change.item_id,
                title=titles.get(one.change.item_id),
                field=one.change.field,
                undone=one.done,
                why=one.why,
            )
            for one in undone
        ],
    )
