"""The hook runs for every torrent; those that are none of our business are left alone, and that is said once."""

from datetime import timedelta

import pytest
from holding import report, run_cycle

from daemon.wiring.daemon import build
from domain.facts import ReasonKind, Status
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import listing

NO_AUDIO = "it holds no audio files that Audiobookshelf plays"


@pytest.mark.parametrize("category", ["ebooks", "tv", "audiobooksOld", "Audiobooks", "old/audiobooks"])
async def test_another_category_is_left_alone(stage, daemon, clock, hold, category):
    """Whatever it holds: the event names the category and the setting, MAM is not asked, and no record is made."""
    info_hash = hold("1.m4b", category=category)

    row, record = await report(daemon, clock, info_hash)

    assert (row.verdict, record) == ("dropped", None)
    assert row.reason == (
        f"its category {category} is not audiobooks of QBITTORRENT_CATEGORY, nor below it; only ADOPT=all follows it"
    )
    assert stage.mam.visits == []


@pytest.mark.parametrize(
    "category", ["audiobooks/Fantasy", "audiobooks/Fantasy/Epic", "audiobooks/für Kinder"]
)
async def test_a_sub_category_is_ours(daemon, clock, hold, category):
    """What lies below our category is followed as what lies in it."""
    row, record = await report(daemon, clock, hold("1.m4b", category=category))

    assert (row.wait, record.status) == ("library_item", Status.WAITING_FOR_ITEM)


async def test_with_adopt_all_another_category_is_followed(make_settings, clock, hold):
    """The setting widens the hook as it does the cycle."""
    info_hash = hold("1.m4b", category="tv")

    async with build(make_settings(adopt="all"), clock) as daemon:
        row, record = await report(daemon, clock, info_hash)

    assert (row.wait, record.status) == ("library_item", Status.WAITING_FOR_ITEM)


@pytest.mark.parametrize("state", ["missingFiles", "checkingUP", "moving", "error", "metaDL"])
async def test_another_category_is_not_even_waited_for(daemon, clock, hold, state):
    """Whatever qBittorrent does with it; one without a category shows where it belongs once it is finished."""
    other = hold("1.m4b", category="tv", state=state)
    unsorted = hold(
        "1.m4b", category="", number=9000703, folder=daemon.parts.settings.library_dirs[0], state=state
    )

    left, _ = await report(daemon, clock, other)
    waiting, _ = await report(daemon, clock, unsorted)

    assert (left.verdict, waiting.verdict) == ("dropped", None)


async def test_without_a_category_the_place_decides(stage, daemon, clock, hold):
    """A torrent that no one sorted is followed where it is a book of the library, and left alone elsewhere."""
    inside = hold("1.m4b", category="", folder=stage.library / "Andy Weir")
    outside = hold("1.m4b", category="", number=9000703)

    followed, _ = await report(daemon, clock, inside)
    left, record = await report(daemon, clock, outside)

    assert followed.wait == "library_item"
    assert (left.verdict, record) == ("dropped", None)
    assert left.reason.startswith("it has no category and is in no library folder; give it audiobooks")


async def test_what_has_a_record_is_followed_in_any_category(stage, daemon, clock, hold):
    """Some programs put a torrent into another category once they have imported it."""
    info_hash = hold("1.m4b", folder=stage.library / "Andy Weir")
    await report(daemon, clock, info_hash)
    stage.client.torrents[info_hash].fields["category"] = "imported"
    stage.shelf.scan_library()

    clock.advance(timedelta(seconds=3))
    row, record = await report(daemon, clock, info_hash)

    assert (row.verdict, record.status) == ("done", Status.APPLIED)


async def test_a_torrent_that_is_sorted_later_is_found_by_the_cycle(stage, daemon, clock, hold):
    """What was left alone for its category is not taken for handled."""
    info_hash = hold("1.m4b", category="incoming")
    await report(daemon, clock, info_hash)
    stage.client.torrents[info_hash].fields["category"] = "audiobooks/new"

    await run_cycle(daemon, "reconcile")

    record = await daemon.parts.store.downloads.by_info_hash(info_hash)
    assert record.status is Status.WAITING_FOR_ITEM


@pytest.mark.parametrize(
    "files",
    [
        ("book.epub",),
        ("book.pdf", "cover.jpg"),
        ("1.cbz", "2.cbz"),
        ("book.m4b.torrent", "notes.txt"),
        ("book.zip",),
        ("book.aax",),
        (".hidden.m4b", "book.mobi"),
    ],
)
async def test_a_torrent_without_audio_is_left_alone(daemon, clock, hold, files):
    """Also in our category: its record says why and is put away, and nothing waits or asks for a person."""
    info_hash = hold(*files)

    row, record = await report(daemon, clock, info_hash)

    assert (row.verdict, row.reason) == ("dropped", NO_AUDIO)
    assert (record.status, record.reason_kind) == (Status.DISMISSED, ReasonKind.NO_AUDIO)
    await run_cycle(daemon, "reconcile")
    assert [one.id for one in await daemon.parts.store.inbox.recent() if one.kind == row.kind] == [row.id]


@pytest.mark.parametrize(
    "files", [("book.epub", "1.M4B"), ("1.opus", "book.pdf"), ("1.mka",), ("1.webma", "x.cbr"), ("1.Mp3",)]
)
async def test_audio_beside_an_ebook_is_an_audiobook(daemon, clock, hold, files):
    """One file that Audiobookshelf plays is enough, whatever the case of its name."""
    row, record = await report(daemon, clock, hold(*files))

    assert (row.wait, record.status) == ("library_item", Status.WAITING_FOR_ITEM)


async def test_an_ebook_that_is_a_library_item_is_left_alone(stage, daemon, clock, hold):
    """Audiobookshelf has items of e-books, too: what MAM says of a recording does not belong there."""
    info_hash = hold("book.epub", folder=stage.library / "Andy Weir")
    stage.shelf.scan_library()

    row, record = await report(daemon, clock, info_hash)

    assert (row.verdict, row.reason, record.status) == ("dropped", NO_AUDIO, Status.DISMISSED)
    assert stage.shelf.writes == []


async def test_an_ebook_beside_its_audiobook_asks_no_one(stage, daemon, clock, hold):
    """Title and author are those of an item of the library, which is not the e-book's all the same."""
    write_audio(
        stage.library / "Weir" / "1.m4b",
        seconds=900,
        tags={"album": listing(9000401).title, "artist": "Andy Weir"},
    )
    stage.shelf.scan_library()
    await run_cycle(daemon, "library-sync")

    row, record = await report(daemon, clock, hold("book.epub"))

    assert (row.verdict, record.status) == ("dropped", Status.DISMISSED)


async def test_a_torrent_whose_files_are_not_listed_yet_is_waited_for(daemon, clock, hold):
    """No files at all is not the same as none of audio."""
    row, record = await report(daemon, clock, hold("1.m4b", files=[]))

    assert (row.verdict, record.status) == (None, Status.WAITING_FOR_ITEM)


async def test_metadata_that_is_not_there_yet_is_waited_for(daemon, clock, hold):
    """A magnet link has neither size nor files before its peers have reported them."""
    unknown = {"state": "metaDL", "progress": 0, "size": 0, "completion_on": -1, "files": []}

    row, _ = await report(daemon, clock, hold("1.m4b", **unknown))

    assert (row.verdict, row.wait) == (None, "torrent_finish")
