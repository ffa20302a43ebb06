"""The first tables."""

import sqlalchemy as sa
from alembic import op

from store.columns import Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_files",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("download_id", sa.BigInteger(), nullable=False),
        sa.Column("path_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("awaited_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_awaited_files_download_id"), ["download_id"], unique=False)
        batch_op.create_index("ix_awaited_files_inode", ["inode", "size"], unique=False)
        batch_op.create_index(batch_op.f("ix_awaited_files_path_key"), ["path_key"], unique=False)

    op.create_table(
        "books",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("library_id", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("path_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("rel_path", sa.Text(), nullable=False),
        sa.Column("is_file", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("authors", Json, nullable=False),
        sa.Column("narrators", Json, nullable=False),
        sa.Column("series", Json, nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("abridged", sa.Boolean(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published_year", sa.String(), nullable=True),
        sa.Column("isbn", sa.String(), nullable=True),
        sa.Column("asin", sa.String(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("missing_since", UtcDateTime(), nullable=True),
        sa.Column("last_metadata_updated", UtcDateTime(), nullable=True),
        sa.Column("enrichments_in_vain", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
    )
    with op.batch_alter_table("books", schema=None) as batch_op:
        batch_op.create_index(
            "ix_books_enrichment",
            ["enrichments_in_vain", "last_metadata_updated", "item_id"],
            unique=False,
            sqlite_where=sa.text("missing_since IS NULL"),
            postgresql_where=sa.text("missing_since IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_books_path_key"), ["path_key"], unique=False)

    op.create_table(
        "budgets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day"),
    )
    op.create_table(
        "changes",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("download_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_download_id"), ["download_id"], unique=False)
        batch_op.create_index("ix_changes_field", ["item_id", "field", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_changes_run_id"), ["run_id"], unique=False)

    op.create_table(
        "completions",
        sa.Column("info_hash", sa.String(), nullable=False),
        sa.Column("added_on", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("info_hash", "added_on"),
    )
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.create_index("ix_completions_seen", ["seen_at"], unique=False)

    op.create_table(
        "cycles",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last_due", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "downloads",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("info_hash", sa.String(), nullable=True),
        sa.Column("infohash_v1", sa.String(), nullable=True),
        sa.Column("infohash_v2", sa.String(), nullable=True),
        sa.Column("mam_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("recording", Json, nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("item_found_by", sa.Text(), nullable=True),
        sa.Column("duration_check", sa.Text(), nullable=True),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("wanted", Json, nullable=True),
        sa.Column("chosen_because", sa.Text(), nullable=True),
        sa.Column("candidates", Json, nullable=True),
        sa.Column("queued_at", UtcDateTime(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("info_hash"),
    )
    with op.batch_alter_table("downloads", schema=None) as batch_op:
        batch_op.create_index("ix_downloads_applied", ["applied_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_downloads_infohash_v1"), ["infohash_v1"], unique=False)
        batch_op.create_index(batch_op.f("ix_downloads_infohash_v2"), ["infohash_v2"], unique=False)
        batch_op.create_index(batch_op.f("ix_downloads_mam_id"), ["mam_id"], unique=False)
        batch_op.create_index(
            "ix_downloads_other_than_listed",
            ["id"],
            unique=False,
            sqlite_where=sa.text(
                "substr(duration_check, 1, 8) <> 'verified' AND substr(duration_check, 1, 6) <> 'cannot'"
            ),
            postgresql_where=sa.text(
                "substr(duration_check, 1, 8) <> 'verified' AND substr(duration_check, 1, 6) <> 'cannot'"
            ),
        )
        batch_op.create_index("ix_downloads_status", ["status", "id"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("wait", sa.String(), nullable=True),
        sa.Column("waits_for", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_events_buried",
            ["id"],
            unique=False,
            sqlite_where=sa.text("verdict = 'buried'"),
            postgresql_where=sa.text("verdict = 'buried'"),
        )
        batch_op.create_index(
            "ix_events_held",
            ["waits_for", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL AND waits_for IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NULL AND waits_for IS NOT NULL"),
        )
        batch_op.create_index("ix_events_key", ["key", "id"], unique=False)
        batch_op.create_index(
            "ix_events_open_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "ix_events_settled",
            ["settled_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ux_events_open_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "libraries",
        sa.Column("library_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folders", Json, nullable=False),
        sa.Column("compared_at", UtcDateTime(), nullable=True),
        sa.Column("scan_asked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("library_id"),
    )
    op.create_table(
        "notices",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("noticed_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "subject"),
    )
    op.create_table(
        "runs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("counts", Json, nullable=False),
        sa.Column("errors", Json, nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_kind", ["kind", "id"], unique=False)
        batch_op.create_index(
            "ux_runs_running",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "sealed_sessions",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("service"),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("off_since", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "book_authors",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["books.item_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "item_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("book_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_authors_item_id"), ["item_id"], unique=False)

    op.create_table(
        "book_files",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["books.item_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "place"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("book_files", schema=None) as batch_op:
        batch_op.create_index("ix_book_files_inode", ["inode"], unique=False)
