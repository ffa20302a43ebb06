"""The trigger that brings settled events into SQLite's index of words reads these alone, not all events for them."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the trigger anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _TOGETHER.split(";;"):
            connection.exec_driver_sql(statement)


# A CROSS JOIN, as SQLite keeps to its order: it would else go through the events, and look each up among the new ones.
_TOGETHER = """
DROP TRIGGER events_words_together
;;
CREATE TRIGGER events_words_together AFTER INSERT ON events_words_new
WHEN (SELECT count(*) FROM events_words_new) >= 200 BEGIN
    INSERT INTO events_words (rowid, search_text) SELECT id, search_text
    FROM events_words_new CROSS JOIN events_words_text USING (id);
    DELETE FROM events_words_new;
END
"""
