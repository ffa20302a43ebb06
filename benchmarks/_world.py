"""A library of known books and their finished torrents: in a process of its own, and in a daemon's store."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from daemon.clock import SystemClock
from domain.recording import Recording, Series, as_stored
from sandbox.audiobookshelf import SandboxAudiobookshelf
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from store.books import Book, BookFile, Books
from store.database import Database
from store.libraries import Libraries
from store.tables import DOWNLOADS
from store.upkeep.upgrade import upgrade
from store.work import change

NARRATORS: Final = ["Nora Narrator", "Ned Narrator"]
_SERIES: Final = "The Tale of {}"
_ASIN: Final = "B0{:08}"
_WHOLE: Final[dict[str, Any]] = {
    "publisher": "Harbour Audio",
    "release_date": date(2019, 4, 30),
    "language": "ENG",
    "category_id": 41,
    "category": "Audiobooks - Fantasy",
    "description": "A tale of friends, of debts that nobody can pay, and of the long road between two towers.",
}
_NOW: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)


def info_hash(number: int) -> str:
    """The torrent of book *number*."""
    return f"{number + 1:040x}"


@asynccontextmanager
async def world(size: int, folder: Path) -> AsyncIterator[tuple[SandboxAudiobookshelf, QbittorrentStandIn]]:
    """The stand-ins, with *size* books and a seeding torrent of each."""
    async with (
        SandboxAudiobookshelf(clock=SystemClock(), folder=folder) as shelf,
        QbittorrentStandIn() as client,
    ):
        client.save_path = str(folder)
        for number, book in enumerate(shelf.add_synthetic(size)):
            audio = book.library_files[0]["metadata"]
            name = Path(book.path).name
            client.hold(
                hash=info_hash(number),
                name=name,
                content_path=book.path,
                save_path=str(Path(book.path).parent),
                category="audiobooks",
                size=audio["size"],
                files=[(f"{name}/{audio['filename']}", audio["size"])],
            )
        yield shelf, client


def settings_of(shelf: SandboxAudiobookshelf, client: QbittorrentStandIn) -> dict[str, str]:
    """What a daemon has to know of them."""
    return {
        "ABS_URL": shelf.url,
        "ABS_TOKEN": shelf.token,
        "QBITTORRENT_URL": client.url,
        "QBITTORRENT_USERNAME": client.username,
        "QBITTORRENT_PASSWORD": client.password,
    }


def body(number: int, *, whole: bool = False) -> dict[str, Any]:
    """What is written for the record of book *number*, as Audiobookshelf takes it."""
    metadata: dict[str, Any] = {"narrators": NARRATORS, "abridged": True}
    if whole:
        place = _SERIES.format(number // 10), str(number % 10 + 1)
        metadata |= {
            "series": [{"name": place[0], "sequence": place[1]}],
            "publisher": _WHOLE["publisher"],
            "publishedYear": "2019",
            "publishedDate": "2019-04-30",
            "description": f"<p>{_WHOLE['description']}</p>",
            "asin": _ASIN.format(number),
            "language": "English",
            "genres": ["Fantasy"],
        }
    return {"metadata": metadata, "tags": ["Listed duration 2h 00m"]}


async def fill_store(url: str, shelf: dict[str, Any], *, whole: bool = False) -> None:
    """A store that knows every book and, from a lookup before, every torrent's record; *whole* ones have every field."""
    db = Database(url)
    await upgrade(db)
    await Libraries(db).replace([(shelf["library"], "Audiobooks", [shelf["folder"]])])
    await Libraries(db).compared(shelf["library"], datetime.now(UTC))  # noqa: TID251 - of the day, for the daemon
    books = shelf["books"]
    for start in range(0, len(books), 500):
        await Books(db).save([_book(one, shelf["library"]) for one in books[start : start + 500]], now=_NOW)
    rows = [_record(number, one, whole=whole) for number, one in enumerate(books)]
    for start in range(0, len(rows), 1000):
        await db.write(change(insert(DOWNLOADS), rows[start : start + 1000]))
    await db.close()


def _record(number: int, book: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    recording = Recording(
        torrent_id=number + 1,
        title=book["title"],
        authors=(book["author"],),
        narrators=tuple(NARRATORS),
        abridged=True,
        duration_seconds=round(book["seconds"]),
        **(_rest_of(number) if whole else {}),
    )
    return {
        "info_hash": info_hash(number),
        "infohash_v1": info_hash(number),
        "infohash_v2": None,
        "mam_id": number + 1,
        "title": book["title"],
        "author": book["author"],
        "recording": as_stored(recording),
        "found_by": "a lookup before",
        "created_at": _NOW,
        "status": "finished",
    }


def _rest_of(number: int) -> dict[str, Any]:
    series = Series(name=_SERIES.format(number // 10), sequence=str(number % 10 + 1))
    return _WHOLE | {"series": (series,), "asin": _ASIN.format(number)}


def _book(one: dict[str, Any], library: str) -> Book:
    return Book(
        item_id=one["id"],
        library_id=library,
        path=one["path"],
        rel_path=one["rel_path"],
        is_file=False,
        title=one["title"],
        authors=(one["author"],),
        duration_seconds=one["seconds"],
        updated_at=datetime.fromtimestamp(one["updated_at"] / 1000, UTC),
        files=(BookFile(one["file"], one["inode"], one["size"]),),
    )


def contents_of(shelf: SandboxAudiobookshelf) -> dict[str, Any]:
    """What a store has to know of the library."""
    return {
        "library": shelf.library.id,
        "folder": shelf.library.view,
        "books": [
            {
                "id": book.id,
                "path": book.path,
                "rel_path": book.rel_path,
                "title": book.title,
                "author": book.authors[0].name,
                "seconds": book.duration,
                "updated_at": book.updated_at,
                "file": book.library_files[0]["metadata"]["path"],
                "inode": int(book.library_files[0]["ino"]),
                "size": book.library_files[0]["metadata"]["size"],
            }
            for book in shelf.items()
        ],
    }


async def _serve(size: int, folder: Path, *, whole: bool) -> None:
    """Be the world: report its address, then answer what each line asks. Where books are filled whole, writes take their time."""
    async with world(size, folder) as (shelf, client):
        if whole:
            shelf.state.takes = shelf.clock.sleep
        (folder / "shelf.json").write_text(json.dumps(contents_of(shelf)))
        print(json.dumps(settings_of(shelf, client)), flush=True)
        while question := (await asyncio.to_thread(sys.stdin.readline)).strip():
            print(json.dumps(_answer(question, shelf, client)), flush=True)


def _answer(question: str, shelf: SandboxAudiobookshelf, client: QbittorrentStandIn) -> Any:
    if question == "patches":
        return [(seen.path, seen.at) for seen in shelf.requests if seen.method == "PATCH"]
    if question == "requests":
        counts: dict[str, int] = {}
        for seen in (*shelf.requests, *client.requests):
            known = (
                "/api/items/*"
                if seen.path.startswith("/api/items/") and seen.path.count("/") < 5
                else seen.path
            )
            name = f"{seen.method} {known}"
            counts[name] = counts.get(name, 0) + 1
        return counts
    if question == "empty":
        return [b.id for b in shelf.items() if b.narrators and not (b.series and b.description and b.genres)]
    if question == "wrong":
        return [b.id for b in shelf.items() if (list(b.narrators), b.abridged) != (NARRATORS, True)]
    raise ValueError(question)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), whole=sys.argv[3:] == ["whole"]))
