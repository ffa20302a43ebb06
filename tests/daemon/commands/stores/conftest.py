"""A store with rows in every table, and the command that copies it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, insert, null, select
from sqlmodel import SQLModel
from typer.testing import CliRunner

from daemon.cli import app
from domain.events import DownloadApproved, ReconcileDue
from domain.facts import ChangeSource, ChangeStatus
from domain.sessions import StoredSession
from sandbox.clock import START
from store import work
from store.budgets import Budgets
from store.changes import Changes, NewChange
from store.database import Database
from store.queue.inbox import Inbox
from store.runs import Runs
from store.sessions import SealedSession
from store.switches import Switches
from tests.fixtures.stores import ready_file

MANY = 2345
"""More than two batches."""


TABLES: dict[str, Table] = {table.name: table for table in SQLModel.metadata.sorted_tables}


ROWS: dict[str, list[dict[str, object]]] = {
    "books": [
        {
            "item_id": f"item {number}",
            "library_id": "lib",
            "path": f"/books/{number}",
            "path_key": f"/books/{number}",
            "rel_path": "",
            "is_file": bool(number % 2),
            "title": "Ünïcode ❤ \\ ' \" \x01" if number else None,
            "authors": ["A", None, {"b": [1.0, 0.1, 1e22, -0.0]}] if number else [],
            "narrators": [],
            "series": [],
            "duration_seconds": number / 7,
            "abridged": False,
            "seen_at": START + timedelta(microseconds=number),
            "enrichments_in_vain": 0,
        }
        for number in range(MANY)
    ],
    "book_files": [
        {
            "item_id": f"item {number}",
            "place": place,
            "path": "/x",
            "inode": -(1 << 63) + number,
            "size": 1 << 40,
        }
        for number in range(MANY)
        for place in range(2)
    ],
    "downloads": [
        {
            "id": 7,
            "recording": {"title": "x"},
            "found_by": "",
            "created_at": START,
            "status": "applied",
            "wanted": null(),
            "candidates": None,
        }
    ],
    "completions": [{"info_hash": "a" * 40, "added_on": START, "seen_at": START}],
}
"""What could be lost on the way: a document that is absent and one that is null, odd numbers and signs."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copy(source: str, target: str, *options: str) -> tuple[int, str]:
    """The exit status of the command, and what it said."""
    result = CliRunner().invoke(app, ["store", "copy", source, target, *options])
    return result.exit_code, result.output


async def fill(url: str) -> None:
    db = Database(url)
    assert db.file is not None
    ready_file(db.file)
    inbox = Inbox(db)
    for number in range(3):
        await inbox.add(DownloadApproved(download=number), now=START)
    await Runs(db, inbox.arrived).start(
        "reconcile", trigger="person", first=lambda n: ReconcileDue(run=n), now=START
    )
    await Budgets(db).take("google_books", day="2026-01-15", limit=10)
    await Switches(db).off("acquisition", reason="a test", now=START)
    await SealedSession(db, "mam", SecretStr("secret")).save(StoredSession("f", {"mam_id": "cookie"}))
    change = NewChange(
        at=START, item_id="item 1", field="narrators", before=None, after=["A"],
        status=ChangeStatus.WRITTEN, source=ChangeSource.MAM, item_updated_at=START,
    )  # fmt: skip
    await Changes(db).plan([change])
    for name, given in ROWS.items():
        await db.write(work.change(insert(TABLES[name]), given))
    await db.close()


async def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    db = Database(url)
    found = {
        name: sorted(map(tuple, await db.read(work.rows(select(table)))), key=repr)
        for name, table in TABLES.items()
    }
    await db.close()
    return found
