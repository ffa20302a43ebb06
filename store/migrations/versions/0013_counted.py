"""Indexes that count only the downloads besides those as listed, sort the ones other than listed, and count what books lack."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BESIDES_AS_LISTED = sa.text(
    "(status <> 'applied' OR duration_verdict IS NULL OR duration_verdict <> 'verified')"
)
_OTHER_THAN_LISTED = sa.text("duration_verdict NOT IN ('verified', 'unknown')")
_PRESENT = sa.text("missing_since IS NULL")


def upgrade() -> None:
    """Make the indexes anew."""
    op.drop_index("ix_downloads_verdict", "downloads")
    op.drop_index("ix_downloads_other_than_listed", "downloads")
    op.drop_index("ix_books_lacks", "books")
    for name, table, columns, where in (
        ("ix_downloads_counted", "downloads", ["status", "duration_verdict"], _BESIDES_AS_LISTED),
        (
            "ix_downloads_other_than_listed",
            "downloads",
            ["id", "created_at", "duration_verdict"],
            _OTHER_THAN_LISTED,
        ),
        ("ix_books_lacks", "books", ["lacks", "last_metadata_updated", "missing_since"], _PRESENT),
    ):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
