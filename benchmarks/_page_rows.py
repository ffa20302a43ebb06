"""The rows of a store in which much happened."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert

from domain.facts import DurationVerdict, ProofKind, Status
from domain.lacking import Lack
from domain.recording import Recording, Series, as_stored
from domain.search_text import search_text
from store import tables
from store.database import Database
from store.downloads import described
from store.work import change

FEW: Final = 150
"""So many rows fill a page of each list, as more do: two of ten wait, and among the first ones a third is of each kind that is rare later."""

_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_STATUSES: Final = (*[Status.APPLIED] * 7, Status.PROPOSED, Status.NEEDS_PERSON, Status.WAITING_FOR_ITEM)


async def fill(db: Database, downloads: int) -> None:
    """Add so many downloads, as many of what comes with each."""
    kinds = (
        (tables.DOWNLOADS, _download),
        (tables.EVENTS, _event),
        (tables.COMPLETIONS, _completion),
        (tables.BOOKS, _book),
        (tables.CHANGES, _change),
        (tables.RUNS, _run),
        (tables.IMPORTS, _import),
        (tables.LEFT_ALONE, _left_alone),
    )
    for table, make in kinds:
        for some in _slices(downloads):
            await db.write(change(insert(table), [make(number) for number in some]))


def _slices(amount: int) -> Iterator[range]:
    return (range(first, min(first + 1000, amount)) for first in range(0, amount, 1000))


def _hash(number: int) -> str:
    return hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest()


def _title(number: int) -> str:
    """One of them has a word that no other has."""
    return f"Book {number}" if number else "Book 0, a prologue"


def _status(number: int) -> Status:
    return _STATUSES[number % len(_STATUSES)]


def _is_applied(number: int) -> bool:
    return _status(number) is Status.APPLIED


def _verdict(number: int) -> DurationVerdict:
    return DurationVerdict.SHORTER if _is_one_of(9, number) else DurationVerdict.VERIFIED


def _is_one_of(many: int, number: int) -> bool:
    """Whether it is one of so many that are rare; of the first few a third is."""
    return number % (3 if number < FEW else many) == 0


def _download(number: int) -> dict[str, Any]:
    recording = Recording(
        torrent_id=number + 1,
        title=_title(number),
        authors=("Ada Author",),
        narrators=("Nora Narrator",),
        series=(Series(name="A Series", sequence=str(number)),),
        duration_seconds=36_000,
        description="A book about a book. " * 40,
    )
    status, applied, verdict = _status(number), _is_applied(number), _verdict(number)
    return described(recording) | {
        "info_hash": _hash(number),
        "recording": as_stored(recording),
        "found_by": "the torrent's comment",
        "created_at": _NOW + timedelta(seconds=number),
        "status": status.value,
        "reason": None if applied else "it waits",
        "item_id": f"item-{number}" if applied else None,
        "item_found_by": f"path /audiobooks/Book {number}" if applied else None,
        "proof_kind": ProofKind.PATH if applied else None,
        "duration_check": f"{verdict}: listed 10:00:00, computed 10:00:00" if applied else None,
        "duration_verdict": verdict if applied else None,
    }


def _event(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(seconds=number)
    buried = _is_one_of(100, number)
    return {
        "kind": "torrent.finished",
        "key": f"torrent.finished:{_hash(number)}",
        "payload": f'{{"kind": "torrent.finished", "info_hash": "{_hash(number)}"}}',
        "created_at": at,
        "due_at": at,
        "settled_at": at + timedelta(seconds=12),
        "verdict": "buried" if buried else "done",
        "reason": "narrators: set",
        "signals": 1,
        "attempts": 1,
        "looks": 0,
        "deaths": 0,
    }


def _completion(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(seconds=number)
    return {"info_hash": _hash(number), "added_on": at, "seen_at": at}


def _book(number: int) -> dict[str, Any]:
    return {
        "item_id": f"item-{number}",
        "library_id": "a-library",
        "path": f"/audiobooks/Book {number}",
        "path_key": f"/audiobooks/Book {number}",
        "rel_path": f"Book {number}",
        "is_file": False,
        "title": _title(number),
        "authors": ["Ada Author"],
        "narrators": ["Nora Narrator"],
        "series": [],
        "abridged": False,
        "description": "A book about a book. " * 20 if number % 2 else None,
        "seen_at": _NOW,
        "enrichments_in_vain": 0,
        "search_text": search_text([_title(number), "Ada Author", "Nora Narrator"]),
        "lacks": int(Lack.NARRATORS if _is_one_of(50, number) else Lack.SERIES),
        "from_mam": _is_applied(number),
        "wrong_length": _is_applied(number) and _verdict(number) is not DurationVerdict.VERIFIED,
    }


def _change(number: int) -> dict[str, Any]:
    return {
        "at": _NOW + timedelta(seconds=number),
        "item_id": f"item-{number}",
        "field": "narrators",
        "before": {"value": [], "item_updated_at": None},
        "after": ["Nora Narrator"],
        "status": "written",
        "source": "mam",
        "run_id": number + 1,
        "download_id": number + 1,
    }


def _run(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(minutes=5 * number)
    return {
        "kind": ("search", "enrichment", "reconcile", "library-sync")[number % 4],
        "trigger": "timer",
        "started_at": at,
        "ended_at": at + timedelta(seconds=9),
        "status": "done",
        "counts": {"torrents": number},
        "errors": [],
        "state": {},
    }


def _import(number: int) -> dict[str, Any]:
    at = _NOW + timedelta(seconds=number)
    return {
        "info_hash": _hash(number),
        "download_id": number + 1,
        "created_at": at,
        "changed_at": at,
        "placed_at": at,
        "status": "needs_person" if _is_one_of(50, number) else "placed",
        "mode": "hardlink",
        "work": [],
        "size": 500_000_000,
        "copied": 0,
    }


def _left_alone(number: int) -> dict[str, Any]:
    return {
        "info_hash": f"f{number:039x}",
        "name": f"Series {number}",
        "category": "tv",
        "reason": "it is in the category tv",
        "noted_at": _NOW + timedelta(seconds=number),
        "search_text": search_text([f"Series {number}", "tv"]),
    }
