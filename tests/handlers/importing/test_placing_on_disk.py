"""A book comes into the library whole, from files that stay as they are."""

import os
import stat
from datetime import timedelta

import pytest

from domain.facts import ImportMode, ImportProblem, ImportStatus
from handlers.importing.refused import ImportRefusedError
from tests.handlers.importing.disk_world import (
    RECORDING,
    a_plan,
    fingerprint,
    folders,
    on_disk,
    seed,
    sidecar_in,
    tree,
    world,
)

FILES = {
    "Lies/01.mp3": b"one" * 500,
    "Lies/02.mp3": b"two" * 700,
    "Lies/cover.jpg": b"picture",
    "Lies/Ложь 嘘 ∆.m4b": b"x",
}
BOOK = "Ann Lee/Ember/2 - Lies"


async def test_a_book_is_linked_with_its_metadata_and_nothing_hidden_stays(disk):
    """Its audio is the torrent's own file, its cover a copy, and beside them lies what the record says."""
    seed(disk.seeds, FILES)
    before = fingerprint(disk.seeds)
    plan = a_plan(disk, {BOOK: list(FILES)}, copied=["Lies/cover.jpg"])

    assert await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds)) is None

    folder, one = disk.library / BOOK, await disk.now()
    assert tree(disk.library) == sorted(
        ["Ann Lee", "Ann Lee/Ember", BOOK, f"{BOOK}/metadata.json"]
        + [f"{BOOK}/{name.removeprefix('Lies/')}" for name in FILES]
    )
    assert (folder / "01.mp3").samefile(disk.seeds / "Lies/01.mp3")
    assert not (folder / "cover.jpg").samefile(disk.seeds / "Lies/cover.jpg")
    assert (folder / "cover.jpg").read_bytes() == b"picture"
    assert sidecar_in(folder) == {
        "title": RECORDING.title,
        "authors": list(RECORDING.authors),
        "narrators": list(RECORDING.narrators),
    }
    assert (one.status, one.mode, one.copied) == (ImportStatus.PLACED, ImportMode.HARDLINK, len(b"picture"))
    assert fingerprint(disk.seeds) == before
    [sidecar] = await disk.sidecars.present()
    assert (sidecar.path, sidecar.import_id) == (f"{folder}/metadata.json", one.id)


async def test_an_undo_removes_what_was_made_and_keeps_the_torrent(disk):
    """Also the folders above the book that were made for it; others stay."""
    seed(disk.seeds, FILES)
    (disk.library / "Ann Lee").mkdir()
    before = fingerprint(disk.seeds)
    plan = a_plan(disk, {BOOK: list(FILES)}, copied=["Lies/cover.jpg"])
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))

    await disk.undo(await disk.now())

    one = await disk.now()
    assert tree(disk.library) == ["Ann Lee"]
    assert fingerprint(disk.seeds) == before
    assert (one.status, one.problem, one.work) == (ImportStatus.UNDONE, None, [])
    assert await disk.sidecars.present() == []


async def test_an_undo_leaves_what_others_changed_or_put_there(disk):
    """What it leaves is named in the record."""
    seed(disk.seeds, FILES)
    plan = a_plan(disk, {BOOK: list(FILES)}, copied=["Lies/cover.jpg"])
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    folder = disk.library / BOOK
    (folder / "notes.txt").write_text("mine")
    (folder / "cover.jpg").write_bytes(b"another")
    (folder / "metadata.json").write_text("{}")
    (folder / "01.mp3").unlink()
    (folder / "01.mp3").write_bytes(b"one" * 500)

    await disk.undo(await disk.now())

    one = await disk.now()
    left = ["01.mp3", "cover.jpg", "metadata.json", "notes.txt"]
    assert tree(folder) == left
    assert one.problem is ImportProblem.LEFT_SOME
    assert one.detail is not None
    assert all(name in one.detail for name in left)


async def test_an_undo_never_removes_the_last_copy(disk):
    """Once the torrent's data is deleted the link is all that there is of it."""
    seed(disk.seeds, FILES)
    plan = a_plan(disk, {BOOK: list(FILES)})
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    (disk.seeds / "Lies/01.mp3").unlink()

    await disk.undo(await disk.now())

    assert tree(disk.library / BOOK) == ["01.mp3"]


async def test_a_book_that_a_person_moved_is_not_touched_by_an_undo(disk):
    """Neither is what they put in its former place, were it the same files."""
    seed(disk.seeds, FILES)
    plan = a_plan(disk, {BOOK: ["Lies/01.mp3"]})
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    (disk.library / BOOK).rename(disk.library / "elsewhere")
    (disk.library / BOOK).mkdir()
    os.link(disk.seeds / "Lies/01.mp3", disk.library / BOOK / "01.mp3")

    await disk.undo(await disk.now())

    assert (disk.library / BOOK / "01.mp3").exists()
    assert (disk.library / "elsewhere/01.mp3").exists()
    assert (await disk.now()).problem is ImportProblem.LEFT_SOME


@pytest.mark.parametrize("there", ["file", "empty", "book"])
async def test_what_is_there_is_never_replaced(disk, there):
    """Be it an empty folder: the place is taken, and nothing of ours stays."""
    seed(disk.seeds, FILES)
    folder = disk.library / BOOK
    folder.parent.mkdir(parents=True)
    if there == "file":
        folder.write_bytes(b"theirs")
    else:
        folder.mkdir()
    if there == "book":
        (folder / "01.mp3").write_bytes(b"theirs")
    before = tree(disk.library)
    plan = a_plan(disk, {BOOK: list(FILES)})

    with pytest.raises(ImportRefusedError) as refused:
        await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))

    assert refused.value.kind is ImportProblem.TARGET_TAKEN
    assert tree(disk.library) == before


async def test_of_several_books_all_come_or_none(disk):
    """The first is taken back when the second's place turns out to be taken."""
    seed(disk.seeds, FILES)
    (disk.library / "Ann Lee").mkdir()
    (disk.library / "Ann Lee/B").write_bytes(b"theirs")
    plan = a_plan(disk, {"Ann Lee/A": ["Lies/01.mp3"], "Ann Lee/B": ["Lies/02.mp3"]})

    with pytest.raises(ImportRefusedError):
        await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))

    assert tree(disk.library) == ["Ann Lee", "Ann Lee/B"]
    assert (await disk.now()).work == []


async def test_several_books_share_the_folders_above_them(disk):
    """Each is renamed with those that the library does not have yet, and an undo removes them all."""
    seed(disk.seeds, FILES)
    plan = a_plan(disk, {"Ann Lee/E/1": ["Lies/01.mp3"], "Ann Lee/E/2": ["Lies/02.mp3"]})
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    assert (disk.library / "Ann Lee/E/2/02.mp3").exists()

    await disk.undo(await disk.now())

    assert tree(disk.library) == []


async def test_the_umask_decides_the_mode_of_what_is_made_and_links_keep_the_seeds(disk):
    """A mode that is changed in the library would change the torrent's."""
    seed(disk.seeds, FILES)
    (disk.seeds / "Lies/01.mp3").chmod(0o640)
    plan = a_plan(disk, {BOOK: list(FILES)}, copied=["Lies/cover.jpg"])
    before = os.umask(0o027)
    try:
        await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    finally:
        os.umask(before)

    modes = {
        path: stat.S_IMODE((disk.library / BOOK / path).stat().st_mode) for path in tree(disk.library / BOOK)
    }
    assert (modes["01.mp3"], modes["cover.jpg"], modes["metadata.json"]) == (0o640, 0o640, 0o640)
    assert stat.S_IMODE((disk.library / BOOK).stat().st_mode) == 0o750


async def test_a_copy_is_a_file_of_its_own_and_continues_where_it_was(tmp_path, db):
    """It is made some bytes at a time, which the record shows; what is not safe on the disk is copied again."""
    disk = world(folders(tmp_path), ImportMode.COPY, db=db, at_once=400, at_a_stretch=timedelta(-1))
    seed(disk.seeds, FILES)
    before = fingerprint(disk.seeds)
    plan = a_plan(disk, {BOOK: list(FILES)})
    one, shown = await disk.begin(plan), []

    while await disk.place(one, plan, on_disk(disk.seeds)) is not None:
        one = await disk.now()
        shown.append(one.copied)
        [newest] = sorted(disk.library.rglob("*.m*"), key=lambda file: file.stat().st_mtime_ns)[-1:]
        if newest.stat().st_size < (disk.seeds / "Lies" / newest.name).stat().st_size:
            with newest.open("ab") as torn:  # what a power failure may leave
                torn.write(b"garbage")

    one = await disk.now()
    shown.append(one.copied)

    assert one.status is ImportStatus.PLACED
    assert shown == sorted(shown)
    assert shown[-1] == plan.size
    folder = disk.library / BOOK
    for name, data in FILES.items():
        copy = folder / name.removeprefix("Lies/")
        assert copy.read_bytes() == data
        assert copy.stat().st_nlink == 1
    assert fingerprint(disk.seeds) == before
