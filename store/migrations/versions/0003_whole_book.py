"""What sources said of each item, and the fields that a person keeps."""

import sqlalchemy as sa
from alembic import op

from store.columns import Json, UtcDateTime

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
    op.create_table(
        "field_locks",
        sa.Column("item_id", sa.String(), primary_key=True),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
