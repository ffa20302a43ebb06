"""A person's decisions on proposals, which can be taken back; the other editions; what is never proposed again."""

import sqlalchemy as sa
from alembic import op

from store.columns import Id, Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("downloads", sa.Column("decided_at", UtcDateTime(), nullable=True))
    op.add_column("downloads", sa.Column("decided_from", Json, nullable=True))
    op.add_column("downloads", sa.Column("editions", Json, nullable=True))
    decided = sa.text("decided_at IS NOT NULL")
    op.create_index(
        "ix_downloads_decided", "downloads", ["decided_at"], sqlite_where=decided, postgresql_where=decided
    )
    op.create_table(
        "rules",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mam_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("authors", Json, nullable=False),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("download_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_rules_download_id", "rules", ["download_id"])
