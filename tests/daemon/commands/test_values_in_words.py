"""Single records in words: spans, sizes and moments as a person says them, titles in place of hashes."""

from domain.events import TorrentFinished
from domain.facts import Status
from domain.recording import Recording, Series


async def test_a_download_is_shown_in_words(daemon, shelfhook, clock, monkeypatch):
    """No seconds, no bytes, no days of audio, no JSON; what is not known is left out; moments are in TIMEZONE."""
    monkeypatch.setenv("TIMEZONE", "Europe/Berlin")
    recording = Recording(
        torrent_id=1,
        title="Project Hail Mary",
        authors=("Andy Weir",),
        series=(Series(name="Hail", sequence="1"),),
        duration_seconds=144_660,
        size_bytes=313_733_939,
        bitrate_kbps=64,
    )
    made = await daemon.parts.store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="search", status=Status.PROPOSED, now=clock.now()
    )
    await daemon.parts.store.downloads.update(
        made.id, wanted={"author": ["Andy Weir"], "title": "Hail", "either": True}
    )

    lines = [line.strip() for line in (await shelfhook("downloads", "show", "1")).stdout.splitlines()]

    assert "duration: 40 h 11 min" in lines
    assert "size: 299.2 MiB" in lines
    assert "bitrate: 64 kbit/s" in lines
    assert "series: Hail #1" in lines
    assert "wanted: author Andy Weir; title Hail" in lines
    assert any(line.startswith("created at: 15 Jan 2026, 13:00:00 CET (") for line in lines)
    assert not [line for line in lines if "{" in line or line.endswith((": –", "None"))]


async def test_an_event_is_listed_by_its_books_title(daemon, shelfhook, clock):
    """A torrent that is known has its title in the list, an unknown one its hash."""
    recording = Recording(torrent_id=1, title="Project Hail Mary", authors=("Andy Weir",))
    await daemon.parts.store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="search", status=Status.FINISHED, now=clock.now()
    )
    for number in "ab":
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=number * 40), now=clock.now())

    listed = (await shelfhook("events", "list")).stdout

    assert "Project Hail Mary" in listed
    assert "a" * 40 not in listed
    assert "b" * 40 in listed


async def test_an_event_is_shown_in_words(daemon, shelfhook, clock, monkeypatch):
    """What happened, how often it was reported and too early, under names that a person knows."""
    monkeypatch.setenv("TIMEZONE", "Europe/Berlin")
    for _ in range(2):
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash="a" * 40), now=clock.now())

    lines = (await shelfhook("events", "show", "1")).stdout.splitlines()
    labels = {line.partition(":")[0] for line in lines}

    assert {"what happened: Torrent finished", "times reported: 2"} <= set(lines)
    assert not labels & {"signals", "looks", "kind", "wait"}
    assert not [line for line in lines if "{" in line or line.endswith(": –")]


async def test_a_listing_is_shown_in_words(daemon, shelfhook, clock, monkeypatch):
    """Its language by name, and the moment that it was added in TIMEZONE."""
    monkeypatch.setenv("TIMEZONE", "Europe/Berlin")
    recording = Recording(torrent_id=1, title="Chains", language="ENG", added=clock.now())
    await daemon.parts.store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="search", status=Status.PROPOSED, now=clock.now()
    )

    lines = [line.strip() for line in (await shelfhook("downloads", "show", "1")).stdout.splitlines()]

    assert "language: English" in lines
    assert any(line.startswith("added: 15 Jan 2026, 13:00:00 CET (") for line in lines)
