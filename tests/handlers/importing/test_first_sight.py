"""What Audiobookshelf's own watcher makes of an imported book, before anything is written to it."""

from datetime import timedelta

from domain.facts import Status
from tests.handlers.importing.flows import BOOK, FOLDER, complete, finished, import_of, settle

LOOKS = 20
"""Seconds: an item appears 13 s after its last file (facts/audiobookshelf_2.md 4)."""


async def test_the_first_state_that_is_shown_has_the_records_values(stage, daemon, clock):
    """One item in the planned folder, with its narrators; no hidden file makes another one."""
    staged = await finished(stage, BOOK, files=3)
    stage.shelf.look_at_disk()
    await complete(daemon, staged)

    for _ in range(LOOKS):
        clock.advance(timedelta(seconds=1))
        stage.shelf.look_at_disk()
        if stage.shelf.items():
            break

    [item] = stage.shelf.items()
    assert (item.rel_path, item.narrators, stage.shelf.writes) == (FOLDER, ["Ray Porter"], [])
    assert len(item.audio_files) == len(list((stage.library / FOLDER).glob("*.m4b")))

    clock.advance(timedelta(minutes=1))
    await settle(daemon)
    download = await daemon.parts.store.downloads.by_id((await import_of(daemon, staged)).download_id)
    assert download is not None
    assert (download.status, download.item_id) == (Status.APPLIED, item.id)
