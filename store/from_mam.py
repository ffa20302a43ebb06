"""Whether a book is from MAM, so that a download is joined to its item, and whether one of these has the wrong length.

Kept with the book, because a list of such books would else look for the downloads of every book.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import BindParameter, Connection, bindparam, exists, or_, select, update

from store.tables import BOOKS, DOWNLOADS, OTHER_THAN_LISTED
from store.work import Work

T = TypeVar("T")

DECIDED_BY: Final = frozenset({"item_id", "duration_verdict"})
"""The columns of a download that it depends on."""

_ITEMS: Final[BindParameter[Sequence[str]]] = bindparam("items", expanding=True)
_JOINED: Final = exists().where(DOWNLOADS.c.item_id == BOOKS.c.item_id)
_WRONG: Final = _JOINED.where(OTHER_THAN_LISTED)
_ALL: Final = (
    update(BOOKS)
    .where(or_(BOOKS.c.from_mam != _JOINED, BOOKS.c.wrong_length != _WRONG))
    .values(from_mam=_JOINED, wrong_length=_WRONG)
)
_SOME: Final = _ALL.where(BOOKS.c.item_id.in_(_ITEMS))
_ITEM_OF: Final = select(DOWNLOADS.c.item_id).where(DOWNLOADS.c.id == bindparam("download"))


def note(connection: Connection, item_ids: Iterable[str | None]) -> None:
    """Note it of these items' books, whose downloads changed or which are new; None is no item."""
    if items := [one for one in item_ids if one is not None]:
        connection.execute(_SOME, {"items": items})


def note_all(connection: Connection) -> None:
    """Note it of every book: one daemon may have stored a book while another one joined its download."""
    connection.execute(_ALL)


def noting(download_id: int, values: Mapping[str, Any], change: Work[T]) -> Work[T]:
    """Work that sets these columns of a download; then it is noted of the former item's book and of the new one's."""

    def noted(connection: Connection) -> T:
        former: str | None = connection.execute(_ITEM_OF, {"download": download_id}).scalar()
        result = change(connection)
        note(connection, {former, values.get("item_id", former)})
        return result

    return noted
