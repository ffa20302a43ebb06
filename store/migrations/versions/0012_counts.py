"""Indexes from which the first overview counts the downloads, and a list of events those of one kind."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_downloads_verdict", "downloads", ["status", "duration_verdict"])
    op.create_index("ix_events_kind", "events", ["kind", "id"])
