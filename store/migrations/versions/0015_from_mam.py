"""Of each book whether it is from MAM and of the wrong length, so that neither list looks at the downloads of all books."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ORDERS = ("search_text", "author_order", "narrator_order", "duration_seconds", "updated_at")
_NARROWED = ("lacks", "from_mam", "wrong_length", "missing_since")
_OTHER_THAN_LISTED = "duration_verdict NOT IN ('verified', 'unknown')"
_FILL = "UPDATE books SET {} = true WHERE item_id IN (SELECT item_id FROM downloads WHERE {})"


def upgrade() -> None:
    """Add the columns, fill them, and put them into the indexes of the list's orders."""
    for name, where in (("from_mam", "true"), ("wrong_length", _OTHER_THAN_LISTED)):
        op.add_column("books", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(_FILL.format(name, where))
    for name in _ORDERS:
        op.drop_index(f"ix_books_{name}", "books")
        _index(name, name, "item_id", *_NARROWED)
    _index("not_from_mam", "from_mam", "missing_since", where=" AND NOT from_mam")
    _index("wrong_length", "wrong_length", "missing_since", where=" AND wrong_length")


def _index(name: str, *columns: str, where: str = "") -> None:
    condition = sa.text("missing_since IS NULL" + where)
    op.create_index(f"ix_books_{name}", "books", columns, sqlite_where=condition, postgresql_where=condition)
