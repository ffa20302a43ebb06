from datetime import UTC, datetime
from typing import Any, Final

import pytest

from clients.qbittorrent.torrents import TorrentFile, file_from, torrent_from
from domain.errors import UnexpectedAnswerError

V1: Final = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"
V2: Final = "a1" * 32
COMPLETED_AT: Final = 1795344247
SEEDING: Final[dict[str, Any]] = {
    # As 4.5.2 lists it, without what no one reads.
    "added_on": 1795344240,
    "amount_left": 0,
    "category": "audiobooks",
    "completion_on": COMPLETED_AT,
    "content_path": "/srv/downloads/Book",
    "download_path": "",
    "hash": V1,
    "infohash_v1": V1,
    "infohash_v2": "",
    "magnet_uri": f"magnet:?xt=urn:btih:{V1}&tr=https%3A%2F%2Ft.myanonamouse.net%2Ftracker.php%2FPASSKEY",
    "name": "Book",
    "progress": 1,
    "save_path": "/srv/downloads",
    "size": 600000,
    "state": "stalledUP",
    "tags": "a, mam, z tag",
    "total_size": 900000,
    "tracker": "",
    "trackers_count": 0,
}


@pytest.mark.parametrize("state", ["uploading", "stalledUP", "queuedUP", "forcedUP", "pausedUP", "stoppedUP"])
def test_a_complete_torrent_is_finished(state):
    """A torrent with every wanted byte is finished in each state of one that seeds or rests."""
    torrent = torrent_from({**SEEDING, "state": state})

    assert torrent.finished
    assert not torrent.moving
    assert not torrent.move_failed


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "moving"},
        {"state": "checkingUP"},
        {"state": "checkingResumeData"},
        {"state": "missingFiles"},
        {"state": "error"},
        {"state": "stalledDL", "progress": 0.5, "amount_left": 300000, "completion_on": 0},
        {"progress": 0.999},
        {"amount_left": 1},
        {"completion_on": 0},
        {"completion_on": -1},
    ],
    ids=str,
)
def test_an_incomplete_or_busy_torrent_is_not_finished(fields):
    """A byte that lacks, a completion time that lacks, or work under way: each says not finished."""
    torrent = torrent_from({**SEEDING, **fields})

    assert not torrent.finished
    assert not torrent.move_failed


def test_a_torrent_on_its_way_is_moving():
    """While its files move a torrent is moving, wherever its content path points."""
    torrent = torrent_from({**SEEDING, "state": "moving", "content_path": "/srv/temp/Book"})

    assert torrent.moving


@pytest.mark.parametrize(
    ("save_path", "download_path", "content_path"),
    [
        ("/srv/downloads", "", "/srv/downloads/Book"),
        ("/srv/downloads/", "", "/srv/downloads/Single.m4b"),
        ("/srv/downloads", "", "/srv/downloads"),
        ("/srv/downloads", "/srv/downloads/incomplete", "/srv/downloads/Book"),
        ("/srv/downloads", "/srv/downloads", "/srv/downloads/Book"),
        ("/srv/temp/done", "/srv/temp", "/srv/temp/done/Book"),
        ("/srv/downloads", "", "Book"),
        ("/srv/downloads", "", ""),
        ("F:\\Audio", "", "F:\\Audio\\Book\\only.m4b"),
        ("F:/Audio", "", "F:\\Audio\\Book"),
        ("\\\\nas\\audio", "", "\\\\nas\\audio\\Book"),
    ],
)
def test_content_below_the_save_path_is_where_it_belongs(save_path, download_path, content_path):
    """A finished torrent at its save path, or one whose place is not known yet, was not left behind."""
    places = {"save_path": save_path, "download_path": download_path, "content_path": content_path}

    torrent = torrent_from({**SEEDING, **places})

    assert not torrent.move_failed


@pytest.mark.parametrize(
    ("save_path", "download_path", "content_path"),
    [
        ("/srv/downloads", "/srv/temp", "/srv/temp/Book"),
        ("/srv/downloads", "/srv/downloads2", "/srv/downloads2/Book"),
        ("/srv/downloads", "/srv/downloads/incomplete", "/srv/downloads/incomplete/Book"),
        ("/srv/downloads/Book", "/srv", "/srv/Book"),
        ("F:\\Audio", "F:\\Temp", "F:\\Temp\\Book"),
        ("F:\\Audio", "E:\\Audio", "E:\\Audio\\Book"),
        ("F:\\Audio", "F:\\Audio 2", "F:\\Audio 2\\Book"),
    ],
)
def test_content_elsewhere_is_a_failed_move(save_path, download_path, content_path):
    """A finished torrent whose files stayed in another folder, or in the one for downloads, failed to move."""
    places = {"save_path": save_path, "download_path": download_path, "content_path": content_path}

    torrent = torrent_from({**SEEDING, **places})

    assert torrent.finished
    assert torrent.move_failed


@pytest.mark.parametrize(
    ("tracker", "trackers", "expected"),
    [
        ("https://t.myanonamouse.net/tracker.php/PASSKEY/announce", 1, True),
        ("https://T.MYANONAMOUSE.NET:443/tracker.php/PASSKEY/announce", 2, True),
        ("https://tracker.invalid/announce", 1, False),
        ("https://notmyanonamouse.net/announce", 1, False),
        ("https://myanonamouse.net.invalid/announce", 1, False),
        ("https://tracker.invalid/announce", 2, None),
        ("", 1, None),
        ("https://[broken/announce", 1, None),
    ],
)
def test_the_tracker_shows_where_a_torrent_is_from(tracker, trackers, expected):
    """Only a visible tracker that is the sole one proves that a torrent is not from MAM."""
    torrent = torrent_from({**SEEDING, "tracker": tracker, "trackers_count": trackers})

    assert torrent.from_mam is expected


def test_every_field_is_read():
    """Times are aware, tags are split, and what is not there is None."""
    torrent = torrent_from({**SEEDING, "hash": V2[:40], "infohash_v1": "", "infohash_v2": V2.upper()})

    assert torrent.hash == V2[:40]
    assert torrent.v1 is None
    assert torrent.v2 == V2
    assert torrent.completed_at == datetime(2026, 11, 22, 10, 44, 7, tzinfo=UTC)
    assert torrent.added_at == datetime(2026, 11, 22, 10, 44, tzinfo=UTC)
    assert torrent.tags == ("a", "mam", "z tag")
    assert torrent.category == "audiobooks"
    assert torrent.size == 600000
    assert torrent.comment is None


def test_nothing_secret_is_printed():
    """Neither the passkey in the tracker's address nor the user's id in the comment shows in a torrent."""
    torrent = torrent_from(
        {
            **SEEDING,
            "comment": "MID=424242,UID=778899",
            "tracker": "https://t.myanonamouse.net/tracker.php/PASSKEY/announce",
        }
    )

    assert torrent.comment == "MID=424242,UID=778899"
    assert "PASSKEY" not in repr(torrent)
    assert "778899" not in repr(torrent)


@pytest.mark.parametrize("missing", ["hash", "state", "completion_on", "content_path", "tags"])
def test_a_listing_of_another_form_is_refused(missing):
    """An entry that lacks what every version lists is an unexpected answer that names the path."""
    fields = {name: value for name, value in SEEDING.items() if name != missing}

    with pytest.raises(UnexpectedAnswerError, match="/api/v2/torrents/info"):
        torrent_from(fields)


def test_files_know_whether_they_are_wanted():
    """Priority 0 means that the user deselected the file."""
    entries = [
        {"name": "Book/1.m4b", "size": 5, "priority": 1},
        {"name": "Book/2.pdf", "size": 6, "priority": 0},
    ]

    files = [file_from(entry) for entry in entries]

    assert files == [TorrentFile("Book/1.m4b", 5, wanted=True), TorrentFile("Book/2.pdf", 6, wanted=False)]


def test_a_file_of_another_form_is_refused():
    """A file entry without a size is an unexpected answer."""
    with pytest.raises(UnexpectedAnswerError, match="/api/v2/torrents/files"):
        file_from({"name": "Book/1.m4b", "priority": 1})
