"""Facts beside their sentences: what older versions said in words alone is read by its beginnings, here and only here."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATUSES = {
    "refused for now": "refused",
    "being added": "adding",
    "gone from MAM": "gone",
    "waiting for its library item": "waiting_for_item",
    "needs a person": "needs_person",
}
_CHANGE_STATUSES = {"not taken": "not_taken", "dry run": "dry_run"}
_SOURCES = {"MAM": "mam", "Google Books": "google_books", "a person": "person"}

_NAMES = {name: name for name in ("audiobookshelf", "google_books", "qbittorrent")} | {"mam": "MAM"}
"""How the sentence about a service began, which is kept without its name."""

_VERDICTS = (
    ("verified%", "verified"),
    ("shorter%", "shorter"),
    ("longer%", "longer"),
    ("looks abridged%", "looks_abridged"),
    ("looks unabridged%", "looks_unabridged"),
    ("cannot tell%", "unknown"),
)
_PROOFS = (
    ("taken apart%", "apart"),
    ("its library items are known%", "apart"),
    ("path %", "path"),
    ("inode and size of%;%", "inode_of_part"),
    ("inode and size of%", "inode"),
    ("title, author and duration%", "text"),
    ("linked by a person%", "person"),
)
_REASONS = (
    ("declined by a person%", "declined"),
    ("dismissed by a person%", "dismissed"),
    ("MAM does not have this torrent any more%", "gone_from_mam"),
    ("the same torrent as download%", "same_torrent"),
    ("queued%qBittorrent does not have it any more%", "gone_from_client"),
    ("finished%not in Audiobookshelf%", "overdue"),
    ("in Audiobookshelf as it was before: %", "reverted"),
    ("its library item has another id now%", "new_item_id"),
    ("not in Audiobookshelf yet%", "not_in_library"),
    ("Audiobookshelf has % bytes so far%", "files_incomplete"),
    ("% of its files are in no library item yet%", "parts_missing"),
    ("a dry run: nothing was written%", "dry_run"),
    ("it may be there already: %", "perhaps_held"),
    ("acquisition is paused: %", "paused"),
    ("ACQUISITION is off: %", "paused"),
    ("DRY_RUN is on: %", "paused"),
    ("several library items have these very files%", "undecided"),
    ("the library item at the torrent's path holds other files too%", "undecided"),
    ("only title and author point to a library item%", "undecided"),
    ("the torrent lies in % library items%", "undecided"),
)
_REASONS_BY_STATUS = {
    "proposed": "library_unknown",
    "refused": "account_limit",
    "approved": "error",
    "adding": "error",
    "needs_person": "error",
}
"""Of the reasons that begin as none of the others."""


def upgrade() -> None:
    """Add the slugs, read the old words once, and index the slug."""
    op.drop_index("ix_downloads_other_than_listed", table_name="downloads")
    for name in ("reason_kind", "proof_kind", "duration_verdict"):
        op.add_column("downloads", sa.Column(name, sa.String(), nullable=True))
    downloads = sa.table(
        "downloads",
        *(sa.column(name, sa.String()) for name in ("status", "reason", "item_found_by", "duration_check")),
        *(sa.column(name, sa.String()) for name in ("reason_kind", "proof_kind", "duration_verdict")),
    )
    changes = sa.table("changes", sa.column("status", sa.String()), sa.column("source", sa.String()))
    _rename(downloads, "status", _STATUSES)
    _rename(changes, "status", _CHANGE_STATUSES)
    _rename(changes, "source", _SOURCES)
    by_status = sa.case(_REASONS_BY_STATUS, value=downloads.c.status)
    op.execute(
        downloads.update().values(
            duration_verdict=_slug(downloads.c.duration_check, _VERDICTS),
            proof_kind=_slug(downloads.c.item_found_by, _PROOFS),
            reason_kind=sa.case(
                (downloads.c.reason.is_(None), sa.null()),
                else_=sa.func.coalesce(_slug(downloads.c.reason, _REASONS), by_status),
            ),
        )
    )
    _leave_names_out()
    mismatch = sa.text("duration_verdict NOT IN ('verified', 'unknown')")
    op.create_index(
        "ix_downloads_other_than_listed",
        "downloads",
        ["id"],
        sqlite_where=mismatch,
        postgresql_where=mismatch,
    )


def _leave_names_out() -> None:
    switches = sa.table("switches", sa.column("name", sa.String()), sa.column("reason", sa.String()))
    sessions = sa.table(
        "sealed_sessions", sa.column("service", sa.String()), sa.column("refused", sa.String())
    )
    for service, name in _NAMES.items():
        refused = (switches, switches.c.reason, switches.c.name.like(f"{service} login %"))
        for table, cell, of_service in (
            refused,
            (sessions, sessions.c.refused, sessions.c.service == service),
        ):
            rest = sa.func.substr(cell, len(name) + 2)
            op.execute(table.update().where(of_service, cell.like(f"{name} %")).values({cell.key: rest}))


def _rename(table: sa.TableClause, column: str, slugs: Mapping[str, str]) -> None:
    cell = table.c[column]
    op.execute(table.update().where(cell.in_(slugs)).values({column: sa.case(slugs, value=cell)}))


def _slug(
    words: sa.ColumnElement[str], beginnings: Iterable[tuple[str, str]]
) -> sa.ColumnElement[str | None]:
    """The slug of the first pattern that the words are like; null of others."""
    return sa.case(*((words.like(pattern), slug) for pattern, slug in beginnings), else_=sa.null())
