"""The finished torrents that are left alone, and why."""

import sqlalchemy as sa
from alembic import op

from store.columns import Id, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the next reconcile run fills it."""
    op.create_table(
        "left_alone",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("info_hash", sa.String(), nullable=False, unique=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "category", "reason")),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("ix_left_alone_noted", "left_alone", ["noted_at", "id"])
    op.create_index("ix_left_alone_search_text", "left_alone", ["search_text", "id"])
