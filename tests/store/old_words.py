"""A store of 0.1.0 in which everything says what it says in that version's words."""

from typing import Any, NamedTuple

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData

from sandbox.clock import START
from store.database import Database
from store.upkeep.upgrade import STEPS


class Old(NamedTuple):
    """A download: how 0.1.0 reported it, and the slugs that say the same."""

    status: str
    reason: str | None = None
    found_by: str | None = None
    check: str | None = None
    slugs: tuple[str, str | None, str | None, str | None] = ("", None, None, None)


DOWNLOADS = (
    Old(
        "proposed",
        "it may be there already: downloaded and deleted (download 3)",
        slugs=("proposed", "perhaps_held", None, None),
    ),
    Old(
        "proposed",
        "the library could not be looked at",
        slugs=("proposed", "library_unknown", None, None),
    ),
    Old("approved", "acquisition is paused: a person", slugs=("approved", "paused", None, None)),
    Old(
        "refused for now",
        "Only 1 of 150 slots for unsatisfied torrents are left (149 are in use); UNSAT_BUFFER keeps 10 of them.",
        slugs=("refused", "account_limit", None, None),
    ),
    Old("being added", slugs=("adding", None, None, None)),
    Old("queued", slugs=("queued", None, None, None)),
    Old(
        "queued",
        "queued 2026-01-02T10:00:00Z, and qBittorrent does not have it any more: "
        "`shelfhook downloads approve 7` adds it again",
        slugs=("queued", "gone_from_client", None, None),
    ),
    Old("rejected", "declined by a person", slugs=("rejected", "declined", None, None)),
    Old("rejected", "the same torrent as download 2", slugs=("rejected", "same_torrent", None, None)),
    Old(
        "gone from MAM",
        "MAM does not have this torrent any more",
        slugs=("gone", "gone_from_mam", None, None),
    ),
    Old("finished", slugs=("finished", None, None, None)),
    Old(
        "waiting for its library item",
        "not in Audiobookshelf yet; audiobookshelf was told of the folder",
        slugs=("waiting_for_item", "not_in_library", None, None),
    ),
    Old(
        "waiting for its library item",
        "finished 2026-01-02T10:00:00Z and still not in Audiobookshelf: is /x in one of its library folders, "
        "or linked there?",
        slugs=("waiting_for_item", "overdue", None, None),
    ),
    Old(
        "waiting for its library item",
        "2 of its files are in no library item yet",
        "taken apart: Chains (path /audiobooks/Chains; book 1)",
        "verified: listed 1:00:00, computed 1:00:01",
        ("waiting_for_item", "parts_missing", "apart", "verified"),
    ),
    Old(
        "needs a person",
        "only title and author point to a library item, which is no proof: Chains (/x): title and author agree",
        slugs=("needs_person", "undecided", None, None),
    ),
    Old(
        "needs a person",
        "qBittorrent could not move the torrent: it is at /x, not in /y; make room there",
        slugs=("needs_person", "error", None, None),
    ),
    Old(
        "applied",
        None,
        "path /audiobooks/Chains",
        "verified: listed 1:00:00, computed 1:00:01",
        ("applied", None, "path", "verified"),
    ),
    Old(
        "applied",
        "Audiobookshelf has 5 of the 10 bytes so far",
        "inode and size of 3 audio files",
        "shorter than listed: listed 1:00:00, computed 0:30:00: 0:30:00 (50%) shorter than listed",
        ("applied", "files_incomplete", "inode", "shorter"),
    ),
    Old(
        "applied",
        "in Audiobookshelf as it was before: narrators",
        "inode and size of 2 of its files; title, author and duration",
        "longer than listed: listed 1:00:00, computed 2:00:00: 1:00:00 (100%) longer than listed",
        ("applied", "reverted", "inode_of_part", "longer"),
    ),
    Old(
        "applied",
        "a dry run: nothing was written",
        "title, author and duration (listed 1:00:00, computed 1:00:01)",
        "looks abridged: listed 1:00:00, computed 0:30:00; the record says unabridged",
        ("applied", "dry_run", "text", "looks_abridged"),
    ),
    Old(
        "applied",
        None,
        "linked by a person",
        "looks unabridged: listed 1:00:00, computed 2:00:00; the record says abridged",
        ("applied", None, "person", "looks_unabridged"),
    ),
    Old(
        "applied",
        None,
        "its library items are known, and the record says nothing of any single one",
        "cannot tell: no duration is listed",
        ("applied", None, "apart", "unknown"),
    ),
    Old(
        "dismissed",
        "dismissed by a person",
        slugs=("dismissed", "dismissed", None, None),
    ),
)
CHANGES = {
    ("written", "MAM"): ("written", "mam"),
    ("planned", "Google Books"): ("planned", "google_books"),
    ("not taken", "MAM"): ("not_taken", "mam"),
    ("overtaken", "MAM"): ("overtaken", "mam"),
    ("dry run", "a person"): ("dry_run", "person"),
}
REFUSALS = {
    "qbittorrent login 00ff": "qbittorrent /api/v2/auth/login refused QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD",
    "mam login 00ff": "MAM /jsonLoad.php answered 403: the session has expired",
    "acquisition": "qbittorrent is away, says a person",
}
"""By the switch, the reason; MAM's stands with its session."""


async def fill(db: Database) -> None:
    """Make the tables of 0.1.0, and a row in them for each of these."""
    await db.write(_fill)


def _fill(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    tables = MetaData()
    tables.reflect(connection)
    connection.execute(
        tables.tables["downloads"].insert(), [_download(n, old) for n, old in enumerate(DOWNLOADS, 1)]
    )
    connection.execute(tables.tables["changes"].insert(), [_change(*words) for words in CHANGES])
    switches = [{"name": name, "reason": said, "off_since": START} for name, said in REFUSALS.items()]
    connection.execute(tables.tables["switches"].insert(), switches)
    session = {"service": "mam", "fingerprint": "", "sealed": "", "refused": REFUSALS["mam login 00ff"]}
    connection.execute(tables.tables["sealed_sessions"].insert(), session)


def _download(number: int, old: Old) -> dict[str, Any]:
    return {
        "id": number, "title": f"Book {number}", "author": "Anna Writer", "recording": {"torrent_id": number},
        "found_by": "the search cycle", "created_at": START, "status": old.status, "reason": old.reason,
        "item_found_by": old.found_by, "duration_check": old.check, "info_hash": f"{number:040}", "mam_id": number,
    }  # fmt: skip


def _change(status: str, source: str) -> dict[str, Any]:
    return {
        "at": START, "item_id": "item", "field": "narrators", "after": ["A"], "status": status, "source": source,
        "before": {"value": [], "item_updated_at": None}, "download_id": 17,
    }  # fmt: skip


ON_THE_PAGE = {
    "queued": "downloading",
    "rejected": "declined",
    "needs a person": "needs you",
    "applied": "in the library",
    "gone from MAM": "gone from MyAnonamouse",
    "MAM": "MyAnonamouse",
    "a person": "you",
}
"""The states and sources that 0.1.0's page called otherwise."""

SLUGS = {
    old: new
    for said, slugs in [*((one[:1], one.slugs) for one in DOWNLOADS), *CHANGES.items()]
    for old, new in zip(said, slugs, strict=False)
}
"""By the words of 0.1.0 the slug, for the columns of a state or a source."""
