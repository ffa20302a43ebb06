"""The imports of torrents into the library, and the metadata files beside books."""

import sqlalchemy as sa
from alembic import op

from store.columns import Id, Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "imports",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("info_hash", sa.String(), nullable=False, unique=True),
        sa.Column("download_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("plan", Json, nullable=True),
        sa.Column("work", Json, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("copied", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_imports_status", "imports", ["status", "id"])
    op.create_index("ix_imports_download_id", "imports", ["download_id"])
    _sidecars()
    _relinks()


def _sidecars() -> None:
    op.create_table(
        "sidecars",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
    )
    present = sa.text("removed_at IS NULL")
    op.create_index("ix_sidecars_present", "sidecars", ["id"], sqlite_where=present, postgresql_where=present)
    op.create_index("ix_sidecars_item", "sidecars", ["item_id"])
    op.create_index("ix_sidecars_import_id", "sidecars", ["import_id"])


def _relinks() -> None:
    op.create_table(
        "relinks",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_relinks_import_id", "relinks", ["import_id"])
