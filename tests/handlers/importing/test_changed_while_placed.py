"""What others change while a book is made never becomes a part of it."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.facts import ImportMode, ImportProblem
from handlers.importing.refused import ImportRefusedError
from tests.handlers.importing.disk_world import a_plan, folders, on_disk, seed, tree, world
from tests.handlers.importing.test_placing_on_disk import BOOK, FILES


async def test_a_source_that_changes_while_it_is_copied_refuses_the_copy(tmp_path, db):
    """Half of the one and half of the other would be a broken book; nothing of it is left."""
    disk = world(folders(tmp_path), ImportMode.COPY, db=db, at_once=400, at_a_stretch=timedelta(-1))
    seed(disk.seeds, FILES)
    plan, seen = a_plan(disk, {BOOK: list(FILES)}), on_disk(disk.seeds)
    assert await disk.place(await disk.begin(plan), plan, seen) is not None
    os.utime(disk.seeds / "Lies/01.mp3", ns=(1, 1))

    with pytest.raises(ImportRefusedError) as refused:
        await disk.place(await disk.now(), plan, seen)

    assert refused.value.kind is ImportProblem.SOURCE_CHANGED
    assert tree(disk.library) == []


async def test_a_link_whose_source_was_replaced_is_refused(disk):
    """The plan knows the inode: another file of the same name is not what was planned."""
    seed(disk.seeds, FILES)
    plan, seen = a_plan(disk, {BOOK: list(FILES)}), on_disk(disk.seeds)
    (disk.seeds / "new").write_bytes(b"one" * 500)
    (disk.seeds / "new").rename(disk.seeds / "Lies/01.mp3")

    with pytest.raises(ImportRefusedError) as refused:
        await disk.place(await disk.begin(plan), plan, seen)

    assert refused.value.kind is ImportProblem.SOURCE_CHANGED
    assert tree(disk.library) == []


async def test_what_others_put_into_a_hidden_folder_stays(tmp_path, db):
    """Only what the plan names is removed from it."""
    disk = world(folders(tmp_path), ImportMode.COPY, db=db, at_once=400, at_a_stretch=timedelta(-1))
    seed(disk.seeds, FILES)
    plan = a_plan(disk, {BOOK: list(FILES)})
    await disk.place(await disk.begin(plan), plan, on_disk(disk.seeds))
    [half] = disk.library.rglob("01.mp3")
    (half.parent / "theirs.txt").write_text("mine")

    await disk.undo(await disk.now())

    assert [path.name for path in disk.library.rglob("*") if path.is_file()] == ["theirs.txt"]
    assert (await disk.now()).problem is ImportProblem.LEFT_SOME


@pytest.mark.parametrize("what", ["removed", "changed"])
async def test_a_copy_that_others_touched_while_it_was_hidden_refuses_the_book(tmp_path, db, what):
    """A book comes whole or not at all."""
    disk = world(folders(tmp_path), ImportMode.COPY, db=db, at_once=1500, at_a_stretch=timedelta(-1))
    seed(disk.seeds, FILES)
    plan, seen = a_plan(disk, {BOOK: list(FILES)}), on_disk(disk.seeds)
    assert await disk.place(await disk.begin(plan), plan, seen) is not None
    [copy] = disk.library.rglob("01.mp3")
    copy.unlink()
    if what == "changed":
        copy.write_bytes(b"TWO" * 500)

    with pytest.raises(ImportRefusedError) as refused:
        await replace(disk.place, at_once=1 << 20)(await disk.now(), plan, seen)

    assert refused.value.kind is ImportProblem.SOURCE_CHANGED
    assert not (disk.library / BOOK).exists()
