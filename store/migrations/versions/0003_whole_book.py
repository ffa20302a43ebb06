"""What sources said of each item, the fields that a person keeps, MAM's corrections, and the writes in flight."""

import sqlalchemy as sa
from alembic import op

from store.columns import Id, Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "source_answers",
        sa.Column("item_id", sa.String(), primary_key=True),
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("in_vain", sa.Integer(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_answers_due", "source_answers", ["source", "in_vain", "asked_at"])
    op.create_index("ix_downloads_item", "downloads", ["item_id"])
    op.create_table(
        "field_locks",
        sa.Column("item_id", sa.String(), primary_key=True),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    _refreshes()
    op.create_table(
        "writes_in_flight",
        sa.Column("server", sa.String(), primary_key=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
    )


def _refreshes() -> None:
    """When a record was and is read again, and what had changed in it by then."""
    for name in ("completed_at", "refreshed_at", "refresh_due_at", "gone_from_mam_at"):
        op.add_column("downloads", sa.Column(name, UtcDateTime(), nullable=True))
    planned = sa.text("refresh_due_at IS NOT NULL")
    op.create_index(
        "ix_downloads_refresh",
        "downloads",
        ["refresh_due_at"],
        sqlite_where=planned,
        postgresql_where=planned,
    )
    op.create_table(
        "corrections",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("download_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
    )
    for name in ("download_id", "run_id"):
        op.create_index(f"ix_corrections_{name}", "corrections", [name])
