"""Torrents' files and a library on a real disk, and what places the one in the other."""

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from domain.described import Describe
from domain.facts import ImportMode
from domain.importing.plan import Plan, PlannedBook, PlannedFile
from domain.policy import DEFAULT_POLICY
from domain.recording import Recording
from handlers.importing.place import PlaceBooks
from handlers.importing.seen import OnDisk
from handlers.importing.sidecar_of import SidecarOf
from handlers.importing.undo import UndoImport
from handlers.library.files_on_disk import DiskFile
from sandbox.clock import START, FakeClock
from store.database import Database
from store.imports import Import, Imports
from store.sidecars import Sidecars

HASH = "a" * 40
RECORDING = Recording(title="Lies", authors=("Ann Lee",), narrators=("Bo Day",))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A store, a folder of torrents and a library."""

    folder: Path
    torrent: str
    imports: Imports
    sidecars: Sidecars
    place: PlaceBooks
    undo: UndoImport

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def seeds(self) -> Path:
        return self.folder / "seeds"

    async def begin(self, plan: Plan) -> Import:
        """An import whose plan is stored."""
        one = await self.imports.begin(self.torrent, 1, now=START)
        await self.imports.update(one.id, now=START, plan=plan.model_dump(mode="json"), size=plan.size)
        return await self.now()

    async def now(self) -> Import:
        one = await self.imports.of_torrent(self.torrent)
        assert one is not None
        return one


def world(folder: Path, *modes: ImportMode, db: Database, torrent: str = HASH, **others: Any) -> World:
    """The parts on these folders."""
    clock = FakeClock(auto=True)
    imports, sidecars = Imports(db, asyncio.Event()), Sidecars(db)
    place = PlaceBooks(
        imports=imports,
        modes=modes or (ImportMode.HARDLINK,),
        roots=(str(folder / "library"),),
        sidecar_of=SidecarOf(Describe(), DEFAULT_POLICY),
        clock=clock,
        **others,
    )
    undo = UndoImport(imports=imports, sidecars=sidecars, place=place, clock=clock)
    return World(folder=folder, torrent=torrent, imports=imports, sidecars=sidecars, place=place, undo=undo)


def folders(folder: Path) -> Path:
    """The same folder, with those of a world in it."""
    for name in ("library", "seeds"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def seed(seeds: Path, files: Mapping[str, bytes]) -> None:
    """Lay a torrent's files."""
    for path, data in files.items():
        file = seeds / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def a_plan(world: World, books: Mapping[str, Sequence[str]], *, copied: Sequence[str] = ()) -> Plan:
    """Books of seeded files, by their folders in the library; each file keeps its name."""
    return Plan(
        books=tuple(
            PlannedBook(
                folder=PurePosixPath(world.library / folder),
                files=tuple(_planned(world.seeds, path, copied=path in copied) for path in paths),
                recording=RECORDING,
            )
            for folder, paths in books.items()
        )
    )


def _planned(seeds: Path, path: str, *, copied: bool) -> PlannedFile:
    seen = (seeds / path).stat()
    name = PurePosixPath(path).name
    return PlannedFile(source=path, target=name, size=seen.st_size, inode=seen.st_ino, copied=copied)


def on_disk(seeds: Path) -> OnDisk:
    """All seeded files."""
    return {
        file.relative_to(seeds).as_posix(): DiskFile(str(file), file.stat().st_ino, file.stat().st_size)
        for file in seeds.rglob("*")
        if file.is_file()
    }


def fingerprint(folder: Path) -> dict[str, tuple[object, ...]]:
    """All that is of every file but its number of links: bytes, inode, mode, owner and time."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        seen = file.stat()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        found[str(file.relative_to(folder))] = (
            digest,
            seen.st_ino,
            seen.st_mode,
            seen.st_uid,
            seen.st_gid,
            seen.st_mtime_ns,
        )
    return found


def tree(folder: Path) -> list[str]:
    """Everything in a folder, hidden things too."""
    return sorted(
        os.path.join(above, name).removeprefix(f"{folder}/")  # noqa: PTH118 - texts
        for above, folders, files in os.walk(folder)
        for name in [*folders, *files]
    )


def sidecar_in(folder: Path) -> Mapping[str, object]:
    said: Mapping[str, object] = json.loads((folder / "metadata.json").read_text())
    return said
