"""Indexes of words for the events and for what is left alone, that of the books by a lasting number, and orders."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PRESENT = sa.text("missing_since IS NULL")
_BOOK_ORDERS = ("search_text", "author_order", "narrator_order", "duration_seconds", "updated_at")


def upgrade() -> None:
    """Add the indexes."""
    op.drop_index("ix_events_buried", "events")
    buried = sa.text("verdict = 'buried'")
    op.create_index(
        "ix_events_buried", "events", ["verdict", "id"], sqlite_where=buried, postgresql_where=buried
    )
    op.create_index("ix_events_list", "events", ["id", "kind", "verdict"])
    op.create_index("ix_imports_created", "imports", ["created_at", "id", "status"])
    for name in _BOOK_ORDERS:
        op.drop_index(f"ix_books_{name}", "books")
        columns = [name, "item_id", "lacks", "missing_since"]
        op.create_index(
            f"ix_books_{name}", "books", columns, sqlite_where=_PRESENT, postgresql_where=_PRESENT
        )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in f"{_BOOKS};;{_EVENTS};;{_LEFT_ALONE}".split(";;"):
            connection.exec_driver_sql(statement)
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return  # it is not installed, or not ours to add: the search reads each text
    connection.exec_driver_sql(
        "CREATE INDEX events_words ON events USING gin ((key || ' ' || coalesce(reason, '')) gin_trgm_ops)"
        " WHERE verdict IS NOT NULL"
    )
    connection.exec_driver_sql(
        "CREATE INDEX left_alone_words ON left_alone USING gin (search_text gin_trgm_ops)"
    )


# A table without an INTEGER PRIMARY KEY gets new row numbers at a VACUUM; the index goes by numbers that stay.
_BOOKS = """
DROP TRIGGER books_words_added
;;
DROP TRIGGER books_words_removed
;;
DROP TRIGGER books_words_changed
;;
DROP TABLE books_words
;;
CREATE TABLE books_words_rows (number INTEGER PRIMARY KEY, item_id TEXT NOT NULL UNIQUE)
;;
INSERT INTO books_words_rows (item_id) SELECT item_id FROM books
;;
CREATE VIEW books_words_text AS
SELECT number, item_id, search_text FROM books_words_rows JOIN books USING (item_id)
;;
CREATE VIRTUAL TABLE books_words USING fts5 (
    item_id UNINDEXED, search_text, content=books_words_text, content_rowid=number, tokenize=trigram, columnsize=0
)
;;
INSERT INTO books_words (books_words) VALUES ('rebuild')
;;
CREATE TRIGGER books_words_added AFTER INSERT ON books BEGIN
    INSERT INTO books_words_rows (item_id) VALUES (new.item_id);
    INSERT INTO books_words (rowid, search_text) SELECT number, new.search_text
    FROM books_words_rows WHERE item_id = new.item_id;
END
;;
CREATE TRIGGER books_words_removed AFTER DELETE ON books BEGIN
    INSERT INTO books_words (books_words, rowid, search_text) SELECT 'delete', number, old.search_text
    FROM books_words_rows WHERE item_id = old.item_id;
    DELETE FROM books_words_rows WHERE item_id = old.item_id;
END
;;
CREATE TRIGGER books_words_changed AFTER UPDATE OF search_text ON books
WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO books_words (books_words, rowid, search_text) SELECT 'delete', number, old.search_text
    FROM books_words_rows WHERE item_id = new.item_id;
    INSERT INTO books_words (rowid, search_text) SELECT number, new.search_text
    FROM books_words_rows WHERE item_id = new.item_id;
END
"""

# Of the settled ones only, whose text stays as it is: the open ones are few, and each wait changes its reason. To index
# each alone takes longer than to settle it, so some are indexed together; until then they are in events_words_new.
_EVENTS = """
CREATE TABLE events_words_new (id INTEGER PRIMARY KEY)
;;
CREATE VIEW events_words_text AS
SELECT id, key || ' ' || coalesce(reason, '') AS search_text FROM events WHERE verdict IS NOT NULL
;;
CREATE VIRTUAL TABLE events_words USING fts5 (
    search_text, content=events_words_text, content_rowid=id, tokenize=trigram, columnsize=0
)
;;
INSERT INTO events_words (events_words) VALUES ('rebuild')
;;
CREATE TRIGGER events_words_settled AFTER UPDATE OF verdict ON events
WHEN old.verdict IS NULL AND new.verdict IS NOT NULL BEGIN
    INSERT INTO events_words_new (id) VALUES (new.id);
END
;;
CREATE TRIGGER events_words_added AFTER INSERT ON events WHEN new.verdict IS NOT NULL BEGIN
    INSERT INTO events_words_new (id) VALUES (new.id);
END
;;
CREATE TRIGGER events_words_together AFTER INSERT ON events_words_new
WHEN (SELECT count(*) FROM events_words_new) >= 200 BEGIN
    INSERT INTO events_words (rowid, search_text) SELECT id, search_text
    FROM events_words_new JOIN events_words_text USING (id);
    DELETE FROM events_words_new;
END
;;
CREATE TRIGGER events_words_removed AFTER DELETE ON events WHEN old.verdict IS NOT NULL BEGIN
    INSERT INTO events_words (events_words, rowid, search_text)
    SELECT 'delete', old.id, old.key || ' ' || coalesce(old.reason, '')
    WHERE NOT EXISTS (SELECT 1 FROM events_words_new WHERE id = old.id);
    DELETE FROM events_words_new WHERE id = old.id;
END
"""

_LEFT_ALONE = """
CREATE VIRTUAL TABLE left_alone_words USING fts5 (
    search_text, content=left_alone, content_rowid=id, tokenize=trigram, columnsize=0
)
;;
INSERT INTO left_alone_words (left_alone_words) VALUES ('rebuild')
;;
CREATE TRIGGER left_alone_words_added AFTER INSERT ON left_alone BEGIN
    INSERT INTO left_alone_words (rowid, search_text) VALUES (new.id, new.search_text);
END
;;
CREATE TRIGGER left_alone_words_removed AFTER DELETE ON left_alone BEGIN
    INSERT INTO left_alone_words (left_alone_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END
;;
CREATE TRIGGER left_alone_words_changed AFTER UPDATE OF search_text ON left_alone
WHEN old.search_text IS NOT new.search_text BEGIN
    INSERT INTO left_alone_words (left_alone_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO left_alone_words (rowid, search_text) VALUES (new.id, new.search_text);
END
"""
