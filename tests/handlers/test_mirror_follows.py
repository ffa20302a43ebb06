"""What is counted of the library is true right after a write."""

from domain.events import TorrentFinished
from sandbox.catalogue import listing


async def test_coverage_follows_a_write_and_its_undo(stage, daemon, clock):
    """Without another look at the library, and so does the list of the books that lack a field."""
    staged = stage.prepare(listing(9000401))
    await stage.finish(staged)
    stage.shelf.scan_library()
    assert await daemon.timer.cycles.start("library-sync", trigger="person")
    while await daemon.dispatcher.step():
        pass
    completeness = daemon.parts.store.enrichment.completeness
    before = (await completeness()).fields["narrators"]

    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=clock.now())
    while await daemon.dispatcher.step():
        pass
    written = (await completeness()).fields["narrators"]
    await daemon.api.undo.download(1)

    assert (before, written, (await completeness()).fields["narrators"]) == (0, 1, 0)
