"""The main job on real input: two qBittorrents, a real transfer, the real hook, a daemon of its own."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daemon.clock import SystemClock
from sandbox.audiobookshelf import write_audio
from sandbox.catalogue import Listing, listing
from sandbox.qbittorrent import make_torrent
from sandbox.stage import Stage
from tests.fixtures.places import CORPUS

pytestmark = pytest.mark.qbittorrent

REAL_ROW = 1117479
LABEL = {
    "torrent_id": 94991,
    "title": "The Name of the Wind",
    "authors": ["Patrick Rothfuss"],
    "narrators": ["Rupert Degas"],
    "tags": "First book of the series, another narrator than usual.",
    "file_types": ["mp3"],
    "files": 25,
    "duration_seconds": 101131,
    "abridged": False,
}

TRICKY = [
    'it\'s "quoted" and spaced',
    "$(touch PWNED) `touch PWNED`; touch PWNED",
    "-o leading dash",
    "line\nbreak and\ttab",
    "%F %K &amp; + 100%",
    "Ünïcode 本",
]


def read_from_a_real_row(stage: Stage) -> Listing:
    """A listing whose row says what a real one says, where it is at hand, else the catalogue's own."""
    if not (CORPUS / "labels.json").is_file():
        return listing(9000401)
    labels = json.loads((CORPUS / "labels.json").read_text())
    [label] = [row for row in labels["search_matt_dinniman.html"] if row["torrent_id"] == REAL_ROW]
    told = from_label(label)
    stage.mam.list_also(told)
    return told


def read_from_a_real_page(stage: Stage) -> Listing:
    """A listing whose torrent page is a real one where it is at hand, else the stand-in's of the same structure.

    Its row says neither duration nor abridgement: they stand in the page's description.
    """
    page = CORPUS / "torrent_94991.html"
    label = json.loads((CORPUS / "labels.json").read_text())[page.name] if page.is_file() else LABEL
    told = from_label(label, description="<p>Total Duration: 28:05:31<br>Abridged: No</p>")
    stage.mam.list_also(told, page=page.read_text() if page.is_file() else None)
    return told


def from_label(label: dict[str, Any], *, description: str = "") -> Listing:
    return replace(
        listing(9000401),
        torrent_id=label["torrent_id"],
        title=label["title"],
        authors=tuple(label["authors"]),
        narrators=tuple(label["narrators"]),
        series=(),
        duration_seconds=label["duration_seconds"],
        abridged=label["abridged"],
        file_types=tuple(label["file_types"]),
        files=label["files"],
        mediainfo_seconds=None,
        tags=label["tags"],
        description=description,
    )


async def test_a_known_item_gets_its_record_within_five_seconds(tmp_path, hook_line, make_process):
    """A real download completes, the real hook runs, and soon the library holds what the MAM record says.

    The library has the book already, at the path that the download is mapped to.
    """
    async with Stage(
        tmp_path / "world", SystemClock(), hook=hook_line, view="/audiobooks", direct=False
    ) as stage:
        told = read_from_a_real_row(stage)
        daemon = make_process(
            stage, PATH_MAP=json.dumps([{"client": str(stage.downloads), "abs": "/audiobooks"}])
        )
        staged = stage.prepare(told)
        shutil.copytree(staged.content, stage.library / staged.content.name)
        stage.shelf.scan_library()
        await daemon.start()

        await stage.finish(staged)
        # The bound is the product's own promise, so it stands as the end of the wait.
        await daemon.until(lambda: holds(stage, told), seconds=5)
        [event] = await daemon.settled()

        [download] = await daemon.get("/api/downloads")
        assert event["event"]["info_hash"] == staged.info_hash
        assert download["item_found_by"].startswith(f"path /audiobooks/{staged.content.name}")
        assert download["duration_check"].startswith("verified")
        assert stage.mam.violations == []


async def test_a_login_reads_the_torrents_page(tmp_path, hook_line, make_process):
    """With e-mail and password the page of the torrent says what its row lacks; one login serves."""
    async with Stage(tmp_path / "world", SystemClock(), hook=hook_line, direct=False) as stage:
        told = read_from_a_real_page(stage)
        login = {"MAM_ID": "", "MAM_USERNAME": stage.mam.email, "MAM_PASSWORD": stage.mam.password}
        path_map = json.dumps([{"client": str(stage.downloads), "abs": str(stage.library)}])
        daemon = make_process(stage, PATH_MAP=path_map, **login)
        staged = stage.prepare(told, files=told.files)
        shutil.copytree(staged.content, stage.library / staged.content.name)
        stage.shelf.scan_library()
        await daemon.start()

        await stage.finish(staged)
        await daemon.settled()

        [item] = stage.shelf.items()
        assert (item.narrators, item.abridged) == (["Rupert Degas"], False)
        assert item.tags == ["Listed duration 28h 06m"]
        assert stage.mam.login_attempts == 1
        assert stage.mam.violations == []


async def holds(stage: Stage, told: Listing) -> bool:
    [item] = stage.shelf.items()
    hours, minutes = divmod(round((told.duration_seconds or 0) / 60), 60)
    expected = (list(told.narrators), bool(told.abridged), [f"Listed duration {hours}h {minutes:02}m"])
    return (item.narrators, item.abridged, item.tags) == expected


async def test_names_of_every_kind_run_nothing(tmp_path, hook_line, make_process):
    """Names with quotes, blanks, commands, line breaks and leading dashes come through the hook as they are.

    The whole content lies there already, so that names which libtorrent would clean need no seeder.
    """
    async with Stage(tmp_path / "world", SystemClock(), hook=hook_line) as stage:
        daemon = make_process(stage)
        await daemon.start()
        hashes = set()
        for number, name in enumerate(TRICKY):
            book = stage.folder / "tricky" / str(number) / name
            write_audio(book / "book.m4b", seconds=60 + number, tags={"album": str(number)})
            data, info_hash = make_torrent(book, comment="none of MAM's")
            cleaned = name.replace("\n", "_").replace("\t", "_")
            write_audio(
                stage.downloads / cleaned / "book.m4b", seconds=60 + number, tags={"album": str(number)}
            )
            await stage.client.add(data)
            hashes.add(info_hash)

        events = await daemon.settled(len(TRICKY))

        assert {event["event"]["info_hash"] for event in events} == hashes
        assert {event["verdict"] for event in events} == {"dropped"}
        assert not list(Path(tmp_path).rglob("PWNED"))
