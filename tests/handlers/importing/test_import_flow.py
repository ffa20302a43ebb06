"""A finished torrent, from the event to the book that the library shows, on the stand-ins."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.facts import ImportChoice, ImportMode, ImportProblem, ImportStatus, Status
from sandbox.catalogue import listing
from tests.handlers.importing.disk_world import fingerprint, sidecar_in, tree
from tests.handlers.importing.flows import BOOK, FOLDER, complete, finished, settle, shown


async def test_a_finished_torrent_is_linked_and_its_item_found(stage, daemon, clock):
    """Its item is known by the place that the import gave it; the seeds are as before, also after that."""
    staged = await finished(stage, files=3)
    before = fingerprint(stage.downloads)

    await complete(daemon, staged)
    assert sidecar_in(stage.library / FOLDER)["narrators"] == ["Ray Porter"]
    await shown(daemon, stage, clock)

    [download] = await daemon.parts.store.downloads.recent()
    one = await daemon.parts.store.imports.of_torrent(staged.info_hash)
    assert one is not None
    assert (one.status, one.mode, one.download_id) == (ImportStatus.PLACED, ImportMode.HARDLINK, download.id)
    assert (download.status, download.proof_kind) == (Status.APPLIED, "path")
    assert stage.shelf.item("Project Hail Mary").narrators == ["Ray Porter"]
    linked = sorted((stage.library / FOLDER).glob("*.m4b"))
    seeds = sorted((stage.downloads / staged.content.name).glob("*.m4b"))
    assert [file.stat().st_ino for file in linked] == [file.stat().st_ino for file in seeds]
    assert fingerprint(stage.downloads) == before


@pytest.mark.parametrize("others", [{"import": "copy"}])
async def test_a_copied_book_is_found_too(stage, daemon, clock, others):
    """Though it has nothing in common with the torrent's files but names and sizes."""
    staged = await finished(stage, files=2)

    await complete(daemon, staged)
    await shown(daemon, stage, clock)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.status is Status.APPLIED
    assert all(file.stat().st_nlink == 1 for file in (stage.library / FOLDER).iterdir())


@pytest.mark.parametrize("others", [{"import": "off"}])
async def test_without_import_nothing_changes(stage, daemon, clock, others):
    """The book is waited for, as ever."""
    staged = await finished(stage)

    await complete(daemon, staged)

    [download] = await daemon.parts.store.downloads.recent()
    assert download.status is Status.WAITING_FOR_ITEM
    assert tree(stage.library) == []
    assert await daemon.parts.store.imports.listed() == []


async def test_another_category_and_what_lies_in_the_library_are_left_alone(stage, daemon):
    """Neither gets an import."""
    inside = stage.prepare(listing(BOOK))
    stage.direct = True
    await stage.finish(inside)
    stage.direct = False
    other = await finished(stage, 9000703)
    stage.client.torrents[other.info_hash].fields["category"] = "other"

    await complete(daemon, inside)
    await complete(daemon, other)

    assert await daemon.parts.store.imports.listed() == []


async def test_what_the_library_has_already_is_not_linked_twice(stage, daemon, clock):
    """A book that was linked by hand, or by another program, stays the only one."""
    staged = await finished(stage)
    [seed] = (stage.downloads / staged.content.name).iterdir()
    theirs = stage.library / "By hand" / "Hail Mary" / seed.name
    theirs.parent.mkdir(parents=True)
    theirs.hardlink_to(seed)
    stage.shelf.scan_library()

    await complete(daemon, staged)

    one = await daemon.parts.store.imports.of_torrent(staged.info_hash)
    [download] = await daemon.parts.store.downloads.recent()
    assert one is not None
    assert (one.status, download.status) == (ImportStatus.NOT_NEEDED, Status.APPLIED)
    assert not (stage.library / "Andy Weir").exists()


async def test_what_is_undone_stays_undone(stage, daemon, clock):
    """Until a person imports it again."""
    staged = await finished(stage)
    await complete(daemon, staged)
    before = fingerprint(stage.downloads)
    [download] = await daemon.parts.store.downloads.recent()

    await daemon.api.importing.undo(download.id)
    await settle(daemon)
    await complete(daemon, staged)

    assert tree(stage.library) == []
    assert fingerprint(stage.downloads) == before
    undone = await daemon.api.importing.of(download.id)
    assert undone is not None
    assert undone.status is ImportStatus.UNDONE

    await daemon.api.importing.do(download.id)
    await settle(daemon)

    assert (stage.library / FOLDER / "01.m4b").exists()


async def test_the_same_book_of_another_torrent_waits_for_a_person(stage, daemon, clock):
    """Who may have it placed beside the first, which is never touched."""
    first = await finished(stage)
    await complete(daemon, first)
    before = fingerprint(stage.library)
    second = await finished(stage, name="Hail Mary, again")

    await complete(daemon, second)

    one = await daemon.parts.store.imports.of_torrent(second.info_hash)
    assert one is not None
    assert (one.status, one.problem) == (ImportStatus.NEEDS_PERSON, ImportProblem.TARGET_TAKEN)
    assert fingerprint(stage.library) == before

    await daemon.api.importing.confirm(one.download_id, ImportChoice.BESIDE)
    await settle(daemon)

    beside = stage.library / "Andy Weir/Project Hail Mary {Ray Porter}"
    assert (beside / "01.m4b").exists()
    assert {name: print_ for name, print_ in fingerprint(stage.library).items() if name in before} == before


@pytest.mark.parametrize("others", [{"dry_run": True}])
async def test_a_dry_run_only_plans(stage, daemon, others):
    """The plan is stored, and the disk is as before."""
    staged = await finished(stage)
    before = fingerprint(stage.downloads)

    await complete(daemon, staged)

    one = await daemon.parts.store.imports.of_torrent(staged.info_hash)
    assert one is not None
    assert one.status is ImportStatus.PLANNED
    assert one.plan is not None
    assert one.plan["books"][0]["folder"] == str(stage.library / FOLDER)
    assert tree(stage.library) == []
    assert fingerprint(stage.downloads) == before


async def test_a_plan_is_seen_before(stage, daemon):
    """Without that anything is stored or made."""
    await finished(stage)
    [planned] = [one async for one in daemon.api.importing.plan_all()]
    assert (planned.status, planned.plan, planned.download_id) == (ImportStatus.PLANNED, None, None)
    assert await daemon.parts.store.imports.listed() == []


async def test_what_was_complete_before_comes_in_at_a_pace(stage, daemon, clock):
    """The second only once the first is in Audiobookshelf."""
    first = await finished(stage)
    second = await finished(stage, 9000703)
    fields = stage.client.torrents[second.info_hash].fields
    fields["completion_on"] += 60

    await daemon.api.importing.do_all()
    await settle(daemon)
    placed = [one.info_hash for one in await daemon.parts.store.imports.listed()]
    assert placed == [first.info_hash]

    await shown(daemon, stage, clock)
    clock.advance(timedelta(seconds=10))
    await settle(daemon)

    assert [one.info_hash for one in await daemon.parts.store.imports.listed()] == [
        second.info_hash,
        first.info_hash,
    ]


async def test_a_torrent_that_is_gone_is_not_imported(stage, daemon):
    """Its import says so, and nothing is left of it."""
    staged = await finished(stage)
    (stage.library / "Andy Weir").mkdir()
    (stage.library / FOLDER).write_text("theirs")
    await complete(daemon, staged)
    stage.client.torrents.clear()
    [download] = await daemon.parts.store.downloads.recent()

    await daemon.api.importing.confirm(download.id, ImportChoice.BESIDE)
    await settle(daemon)

    one = await daemon.api.importing.of(download.id)
    assert one is not None
    assert (one.status, one.problem) == (ImportStatus.FAILED, ImportProblem.TORRENT_GONE)
    assert Path(stage.library / FOLDER).read_text() == "theirs"
