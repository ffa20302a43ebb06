"""What a person sees and decides, and what is distinguished before anything is made."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import BadInputError, NotFoundError
from domain.facts import ImportChoice, ImportProblem, ImportStatus, Status
from domain.paths import PathRule
from sandbox.catalogue import listing
from tests.handlers.importing.disk_world import fingerprint, tree
from tests.handlers.importing.flows import (
    BOOK,
    FOLDER,
    complete,
    finished,
    import_of,
    mirrored,
    settle,
    shown,
)

WORSE, BETTER = 9000102, 9000101


@pytest.mark.parametrize(
    ("others", "problem"),
    [
        ({"upgrade_editions": True}, ImportProblem.BETTER_EDITION),
        ({"upgrade_editions": False}, ImportProblem.TARGET_TAKEN),
    ],
)
async def test_a_better_edition_is_proposed_beside_and_never_over(stage, daemon, clock, others, problem):
    """Only where upgrades are wanted; in each case the first edition stays as it is."""
    await complete(daemon, await finished(stage, WORSE))
    await shown(daemon, stage, clock)
    before = fingerprint(stage.library)
    second = await finished(stage, BETTER, name="The better one")

    await complete(daemon, second)

    one = await import_of(daemon, second)
    assert (one.status, one.problem) == (ImportStatus.NEEDS_PERSON, problem)
    [first, *_] = sorted(await daemon.parts.store.downloads.recent(), key=lambda download: -download.id)
    assert (first.status, first.reason_kind) == (Status.NEEDS_PERSON, "not_imported")
    await daemon.api.importing.confirm(one.download_id, ImportChoice.BESIDE)
    await settle(daemon)
    assert (await import_of(daemon, second)).status is ImportStatus.PLACED
    assert {path: seen for path, seen in fingerprint(stage.library).items() if path in before} == before


async def test_what_stood_in_the_way_is_tried_again_once_it_is_gone(stage, daemon, clock):
    """Without a word of the person who moved it."""
    staged = await finished(stage)
    (stage.library / "Andy Weir").mkdir()
    (stage.library / FOLDER).write_text("theirs")
    await complete(daemon, staged)
    assert (await import_of(daemon, staged)).problem is ImportProblem.TARGET_TAKEN

    (stage.library / FOLDER).unlink()
    clock.advance(timedelta(hours=1))
    await settle(daemon)

    one = await import_of(daemon, staged)
    assert (one.status, one.problem, one.detail) == (ImportStatus.PLACED, None, None)


async def test_a_book_is_never_put_into_another_ones_folder(stage, daemon):
    """Audiobookshelf would make one item of both: a loose file above is reported instead."""
    staged = await finished(stage)
    (stage.library / "Andy Weir").mkdir()
    (stage.library / "Andy Weir/loose.mp3").write_bytes(b"theirs")

    await complete(daemon, staged)

    one = await import_of(daemon, staged)
    assert (one.status, one.problem) == (ImportStatus.NEEDS_PERSON, ImportProblem.WOULD_MERGE)
    assert tree(stage.library) == ["Andy Weir", "Andy Weir/loose.mp3"]


async def test_a_plan_is_shown_with_its_obstacle(stage, daemon):
    """It says what an import would do now; nothing is made, and the record stays as it is."""
    staged = await finished(stage)
    await complete(daemon, staged)
    [download] = await daemon.parts.store.downloads.recent()
    await daemon.api.importing.undo(download.id)
    await settle(daemon)

    free = await daemon.api.importing.plan(download.id)
    (stage.library / FOLDER).mkdir(parents=True)
    taken = await daemon.api.importing.plan(download.id)

    assert (free.status, taken.status) == (ImportStatus.PLANNED, ImportStatus.NEEDS_PERSON)
    assert taken.problem is ImportProblem.TARGET_TAKEN
    assert free.plan is not None
    assert [str(book.folder) for book in free.plan.books] == [str(stage.library / FOLDER)]
    assert (await import_of(daemon, staged)).status is ImportStatus.UNDONE
    assert tree(stage.library) == ["Andy Weir", FOLDER]


async def test_an_import_that_waits_can_be_given_up(stage, daemon):
    """It is undone, though nothing was made, and does not come back."""
    staged = await finished(stage)
    (stage.library / FOLDER).mkdir(parents=True)
    await complete(daemon, staged)

    await daemon.api.importing.undo((await import_of(daemon, staged)).download_id)
    await settle(daemon)
    await complete(daemon, staged)

    assert (await import_of(daemon, staged)).status is ImportStatus.UNDONE
    assert tree(stage.library) == ["Andy Weir", FOLDER]


async def test_orders_that_make_no_sense_are_refused(stage, daemon):
    """With the reason."""
    staged = await finished(stage)
    await complete(daemon, staged)
    [download] = await daemon.parts.store.downloads.recent()

    with pytest.raises(BadInputError, match="does not wait"):
        await daemon.api.importing.confirm(download.id, ImportChoice.BESIDE)
    with pytest.raises(NotFoundError):
        await daemon.api.importing.undo(download.id + 1)
    with pytest.raises(NotFoundError):
        await daemon.api.importing.do(download.id + 1)


@pytest.mark.parametrize("others", [{"import": "off"}])
async def test_nothing_is_ordered_while_import_is_off(stage, daemon, others):
    """The setting is named."""
    with pytest.raises(BadInputError, match="IMPORT"):
        await daemon.api.importing.do_all()


async def test_what_lies_in_the_library_under_another_name_is_not_outside(stage, daemon, tmp_path):
    """By a symbolic link, too."""
    inside = stage.library / "in"
    inside.mkdir()
    stage.downloads.rmdir()
    stage.downloads.symlink_to(inside)
    staged = await finished(stage)

    await complete(daemon, staged)

    assert await daemon.parts.store.imports.of_torrent(staged.info_hash) is None


@pytest.mark.parametrize("named", ["client", "abs"])
async def test_a_library_is_recognised_in_each_view(stage, make_settings, clock, named):
    """By the name that the torrent client or Audiobookshelf has for it."""
    rule = {"client": "/theirs", "daemon" if named == "client" else "abs": str(stage.library)}
    settings = make_settings(
        **{"import": "hardlink", "import_dir": str(stage.library), "path_map": [PathRule(**rule)]}
    )
    staged = stage.prepare(listing(BOOK))
    stage.direct = True
    await stage.finish(staged)
    fields = stage.client.torrents[staged.info_hash].fields
    fields["content_path"] = f"/theirs/{Path(fields['content_path']).name}"
    fields["save_path"] = "/theirs"

    async with mirrored(settings, clock) as daemon:
        await complete(daemon, staged)

        assert await daemon.parts.store.imports.of_torrent(staged.info_hash) is None


async def test_the_turns_go_on_after_a_restart(stage, settings, clock):
    """The event has the place in the line."""
    first = await finished(stage)
    second = await finished(stage, 9000703)
    stage.client.torrents[second.info_hash].fields["completion_on"] += 60
    async with mirrored(settings, clock) as before:
        await before.api.importing.do_all()
        await settle(before)

    async with mirrored(settings, clock) as daemon:
        await shown(daemon, stage, clock)
        clock.advance(timedelta(seconds=10))
        await settle(daemon)

        assert (await import_of(daemon, first)).status is ImportStatus.PLACED
        assert (await import_of(daemon, second)).status is ImportStatus.PLACED
