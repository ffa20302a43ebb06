"""What the lists need to be searched and sorted at once: their orders, and indexes of words."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.search_text import search_text
from store.columns import Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_PRESENT = sa.text("missing_since IS NULL")
_ORDERS = ("author_order", "narrator_order")
_DOWNLOADS = sa.table(
    "downloads",
    sa.column("id", sa.BigInteger),
    sa.column("author", sa.Text),
    sa.column("recording", Json),
    *(sa.column(name, sa.Text) for name in _ORDERS),
)
_BOOKS = sa.table(
    "books",
    sa.column("item_id", sa.String),
    sa.column("authors", Json),
    sa.column("narrators", Json),
    *(sa.column(name, sa.Text) for name in _ORDERS),
)


def upgrade() -> None:
    """Add the columns and fill them, and make the indexes again with what the lists are narrowed down by."""
    for table in ("downloads", "books"):
        for name in _ORDERS:
            op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    _fill(_DOWNLOADS, _DOWNLOADS.c.id, 0, _of_download)
    _fill(_BOOKS, _BOOKS.c.item_id, "", _of_book)
    _sort()
    for table in ("downloads", "books"):
        _index_words(table)


def _sort() -> None:
    for name in ("search_text", "author"):
        op.drop_index(f"ix_downloads_{name}", "downloads")
    for name in ("search_text", "lacks"):
        op.drop_index(f"ix_books_{name}", "books")
    op.create_index("ix_downloads_created", "downloads", ["created_at", "id", "status"])
    for name in ("search_text", "author_order", "narrator_order"):
        op.create_index(f"ix_downloads_{name}", "downloads", [name, "id", "status"])
    for name in ("search_text", "author_order", "narrator_order", "duration_seconds", "updated_at"):
        _index_present(f"ix_books_{name}", [name, "item_id", "lacks"])
    _index_present("ix_books_lacks", ["lacks", "last_metadata_updated"])
    op.create_index("ix_changes_at", "changes", ["at", "id", "field", "source"])
    op.create_index("ix_runs_started", "runs", ["started_at", "id", "kind", "status"])


def _index_present(name: str, columns: list[str]) -> None:
    op.create_index(name, "books", columns, sqlite_where=_PRESENT, postgresql_where=_PRESENT)


def _index_words(table: str) -> None:
    """An index of each three letters in a row of the search texts, which follows them by itself."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE.format(table=table).split(";;"):
            connection.exec_driver_sql(statement)
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return  # it is not installed, or not ours to add: the search reads each text
    connection.exec_driver_sql(f"CREATE INDEX {table}_words ON {table} USING gin (search_text gin_trgm_ops)")


# A table of no text of its own: only the numbers of the rows are kept (https://sqlite.org/fts5.html#external_content_tables).
_SQLITE = """
CREATE VIRTUAL TABLE {table}_words USING fts5 (search_text, content={table}, tokenize=trigram, columnsize=0)
;;
INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')
;;
CREATE TRIGGER {table}_words_added AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_words (rowid, search_text) VALUES (new.rowid, new.search_text);
END
;;
CREATE TRIGGER {table}_words_removed AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_words ({table}_words, rowid, search_text) VALUES ('delete', old.rowid, old.search_text);
END
;;
CREATE TRIGGER {table}_words_changed AFTER UPDATE OF search_text ON {table}
WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO {table}_words ({table}_words, rowid, search_text) VALUES ('delete', old.rowid, old.search_text);
    INSERT INTO {table}_words (rowid, search_text) VALUES (new.rowid, new.search_text);
END
"""


def _fill(
    table: sa.TableClause, key: Any, last: Any, values: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> None:
    connection = op.get_bind()
    some = sa.select(table).order_by(key).limit(_AT_ONCE)
    setting: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _ORDERS}
    while rows := connection.execute(some.where(key > last)).mappings().all():
        given = [values(dict(row)) | {"of_row": row[key.name]} for row in rows]
        connection.execute(sa.update(table).where(key == sa.bindparam("of_row")).values(setting), given)
        last = rows[-1][key.name]


def _of_download(row: Mapping[str, Any]) -> dict[str, Any]:
    narrators = (row["recording"] or {}).get("narrators") or ()
    return {
        "new_author_order": search_text([row["author"]]) or None,
        "new_narrator_order": search_text(narrators) or None,
    }


def _of_book(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "new_author_order": search_text(row["authors"] or ()) or None,
        "new_narrator_order": search_text(row["narrators"] or ()) or None,
    }
