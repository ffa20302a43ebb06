"""An import by a process among mounts of its own: what became of it, as JSON."""

import asyncio
import json
import sys
from pathlib import Path

from domain.facts import ImportMode
from handlers.importing.refused import ImportRefusedError
from store.addresses import sqlite_url
from store.database import Database
from tests.handlers.importing.disk_world import a_plan, fingerprint, on_disk, tree, world


def run(folder: str, modes: str, place: str) -> None:
    """Place all seeded files as one book."""
    sys.stdout.write(json.dumps(asyncio.run(_run(Path(folder), modes.split(","), place))))


async def _run(folder: Path, modes: list[str], place: str) -> dict[str, object]:
    db = Database(sqlite_url(folder / "shelfhook.db"))
    disk = world(folder, *map(ImportMode, modes), db=db)
    before, library = fingerprint(disk.seeds), tree(disk.library)
    plan = a_plan(disk, {place: sorted(on_disk(disk.seeds))}, copied=["Lies/cover.jpg"])
    problem = message = None
    try:
        while (await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))) is not None:
            continue
    except ImportRefusedError as error:
        problem, message = error.kind.value, str(error)
    one = await disk.now()
    await db.close()
    return {
        "problem": problem,
        "message": message,
        "mode": one.mode,
        "status": one.status,
        "left": [path for path in tree(disk.library) if path not in library],
        "seeds": fingerprint(disk.seeds) == before,
    }
