"""When the files were last written whose library item an event waits for, and the library that they lie in."""

import sqlalchemy as sa
from alembic import op

from store.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and an index of the few events that wait so."""
    op.add_column("events", sa.Column("files_written_at", UtcDateTime(), nullable=True))
    op.add_column("events", sa.Column("library_id", sa.String(), nullable=True))
    waiting = sa.text("settled_at IS NULL AND files_written_at IS NOT NULL")
    op.create_index(
        "ix_events_awaiting", "events", ["files_written_at"], sqlite_where=waiting, postgresql_where=waiting
    )
