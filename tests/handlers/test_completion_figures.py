"""A whole completion leaves its figures."""

from datetime import timedelta

from domain.events import TorrentFinished


async def test_a_completion_that_waited_for_its_item(daemon, stage, finished, clock):
    """Counted once, from its report over the wait for the library to the update; and each service's calls."""
    parts = daemon.parts
    stage.shelf.forget(finished.listing.title)
    reported = clock.now()
    await parts.store.inbox.add(TorrentFinished(info_hash=finished.info_hash), now=reported)
    await daemon.dispatcher.step()
    assert parts.tally.applied.count == 0

    stage.shelf.scan_library()
    clock.advance(timedelta(seconds=30))
    while await daemon.dispatcher.step():
        pass

    applied = parts.tally.applied
    assert applied.count == 1
    assert 30 <= applied.total <= (clock.now() - reported).total_seconds()
    assert all(parts.dependencies[name].durations.count for name in ("qbittorrent", "mam", "audiobookshelf"))


async def test_a_torrent_of_somebody_else_is_no_completion(daemon, clock):
    """What is dropped says nothing of how long books take."""
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash="f" * 40), now=clock.now())

    await daemon.dispatcher.step()

    assert daemon.parts.tally.applied.count == 0
    assert daemon.parts.tally.settled["torrent.finished", "dropped"] == 1
