"""One view of a book, and a person's word on its fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import ConflictError
from daemon.words.wording import SOURCES
from domain.book_view import BookView
from domain.errors import NotFoundError
from domain.facts import ChangeSource
from domain.policy import FieldName
from store.views.of_book import NamedBook

Called = Annotated[str, Field(max_length=1000)]
Takeable = Literal[ChangeSource.MAM, ChangeSource.GOOGLE_BOOKS, ChangeSource.AUDIBLE, ChangeSource.AUDNEXUS]


@dataclass(frozen=True, slots=True)
class OfField:
    """One field."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class OfSource:
    """One field, and the source whose value it gets."""

    field: FieldName
    source: Takeable


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenValue:
    """What a field holds after a source's value was taken."""

    item_id: str
    field: FieldName
    source: ChangeSource
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLock:
    """Whether a field is locked now, and whether that was news."""

    item_id: str
    field: FieldName
    locked: bool
    changed: bool


async def named(api: Api, *, called: Called = "") -> Sequence[NamedBook]:
    """The books that a text may mean: an item's id, a download's number, or a title."""
    found = await api.parts.store.views.of_book.named(called)
    if not found and (new := await api.books.describe(called.strip())) is not None:
        return [NamedBook(new.item_id, new.title, new.authors, new.path)]  # not in the mirror yet
    return found


async def one(api: Api, item: str) -> BookView:
    """A book: each field, whence its value is, what each source says, and what may be done."""
    found = await api.books.describe(item)
    if found is None:
        raise NotFoundError(f"there is no library item {item}")
    return found


async def take(api: Api, item: str, body: OfSource) -> Reply[TakenValue]:
    """Write what a source says of a field, also over a person's value."""
    taken = await api.books.take(item, body.field, body.source)
    said = f"{body.field}: {taken.why}"
    if not taken.done:
        raise ConflictError(said)
    return Reply(
        says=f"{said}, from {SOURCES[body.source]}",
        body=TakenValue(item_id=item, field=body.field, source=body.source, value=taken.value),
    )


async def lock(api: Api, item: str, body: OfField) -> Reply[FieldLock]:
    """Keep a field of a book as it is, whatever any source says."""
    changed = await api.books.lock.lock(item, body.field)
    return Reply(
        says=f"{body.field}: locked, and left as it is from now on",
        body=FieldLock(item_id=item, field=body.field, locked=True, changed=changed),
    )


async def unlock(api: Api, item: str, body: OfField) -> Reply[FieldLock]:
    """Let a field of a book be written again."""
    changed = await api.books.lock.unlock(item, body.field)
    says = f"{body.field}: unlocked" if changed else f"{body.field}: it was not locked"
    return Reply(says=says, body=FieldLock(item_id=item, field=body.field, locked=False, changed=changed))
