"""The words by which a person finds a download or a book, and what each book lacks."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.search_text import search_text
from store.columns import Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_DOWNLOADS = sa.table(
    "downloads",
    sa.column("id", sa.BigInteger),
    sa.column("title", sa.Text),
    sa.column("author", sa.Text),
    sa.column("series", sa.Text),
    sa.column("recording", Json),
    sa.column("search_text", sa.Text),
)


_BOOKS = sa.table(
    "books",
    sa.column("item_id", sa.String),
    sa.column("title", sa.Text),
    *(sa.column(name, Json) for name in ("authors", "narrators", "series")),
    sa.column("search_text", sa.Text),
)


def upgrade() -> None:
    """Add the columns, and fill them in the records that there are."""
    for table in ("downloads", "books"):
        op.add_column(table, sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    # Whether a book has a cover is known once it is read again: until then nothing is said of what it lacks.
    op.add_column("books", sa.Column("lacks", sa.Integer(), nullable=True))
    _fill(_DOWNLOADS, _DOWNLOADS.c.id, 0, lambda row: {"search_text": _words_of_download(row)})
    _fill(_BOOKS, _BOOKS.c.item_id, "", lambda row: {"search_text": _words_of_book(row)})
    for name in ("search_text", "author"):
        op.create_index(f"ix_downloads_{name}", "downloads", [name, "id"])
    for name in ("search_text", "lacks"):
        op.create_index(f"ix_books_{name}", "books", [name, "item_id"])


def _fill(
    table: sa.TableClause, key: Any, last: Any, values: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> None:
    connection = op.get_bind()
    some = sa.select(table).order_by(key).limit(_AT_ONCE)
    while rows := connection.execute(some.where(key > last)).mappings().all():
        new = [{f"new_{name}": value for name, value in values(dict(row)).items()} for row in rows]
        setting: dict[str, Any] = {name.removeprefix("new_"): sa.bindparam(name) for name in new[0]}
        given = [one | {"of_row": row[key.name]} for one, row in zip(new, rows, strict=True)]
        connection.execute(sa.update(table).where(key == sa.bindparam("of_row")).values(setting), given)
        last = rows[-1][key.name]


def _words_of_download(row: Mapping[str, Any]) -> str:
    narrators = (row["recording"] or {}).get("narrators") or ()
    return search_text([row["title"], row["author"], row["series"], *narrators])


def _words_of_book(row: Mapping[str, Any]) -> str:
    names = [one["name"] for one in row["series"] or ()]
    return search_text([row["title"], *(row["authors"] or ()), *names, *(row["narrators"] or ())])
