"""When Audiobookshelf added each book."""

import sqlalchemy as sa
from alembic import op

from store.columns import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the next library sync reads the books again that lack it."""
    op.add_column("books", sa.Column("added_at", UtcDateTime(), nullable=True))
