"""The items of the library of near-duplicates, in a stage's Audiobookshelf."""

import hashlib
import random
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from matching_names import READERS

from domain.recording import Series
from sandbox.audiobookshelf.audio import Probe, audio_file
from sandbox.audiobookshelf.book import Book
from sandbox.stage import Stage

VIEW: Final = "/audiobooks"


@dataclass(slots=True)
class MatchingShelf:
    """Where the items are put; the same ones for the same seed."""

    stage: Stage
    seed: int = 7
    dice: random.Random = field(init=False)
    number: int = 0

    def readers(self, number: int) -> list[str]:
        return self.dice.sample(READERS, number)

    def item(
        self,
        author: str,
        title: str,
        series: Series | None,
        hours: int,
        *,
        reader: str | None = None,
        longer: float = 0.0,
    ) -> Book:
        """Put an item into Audiobookshelf; its files are not on the disk until they are linked there."""
        shelf = self.stage.shelf
        self.number += 1
        folder = f"{author}/{title}{f' ({reader})' if reader else ''}"
        if self.number % 9 == 0:  # as a Mac writes it
            folder = unicodedata.normalize("NFD", folder)
        seconds = round(hours * 3600 * (1 + longer) + self.number % 97)
        files = [self.file(folder, f"{n:02}.mp3", seconds / 2) for n in (1, 2)]
        now = shelf.state.database.now() - 10_000 + self.number
        book = Book(
            library_id=shelf.library.id,
            folder_id=shelf.library.folder_id,
            path=f"{VIEW}/{folder}",
            rel_path=folder,
            is_file=False,
            ino=str((1 << 41) + self.number),
            times={"mtimeMs": now, "ctimeMs": now, "birthtimeMs": now},
            added_at=now,
            updated_at=now,
            title=title,
            authors=[shelf.state.database.author(shelf.library.id, author)],
            narrators=[reader] if reader and self.number % 2 else [],
            series=[shelf.state.database.place(shelf.library.id, series.name, series.sequence)]
            if series
            else [],
            library_files=files,
            audio_files=[
                audio_file(n, one, Probe(seconds / 2, {"album": title})) for n, one in enumerate(files, 1)
            ],
            duration=seconds,
        )
        book.stored = book.metadata_json()
        shelf.state.database.books[book.id] = book
        return book

    def file(self, folder: str, name: str, seconds: float) -> dict[str, Any]:
        size = 10_000_000 + self.number * 1000 + round(seconds) % 1000
        stat = {"mtimeMs": 0, "ctimeMs": 0, "birthtimeMs": 0}
        path = f"{VIEW}/{folder}/{name}"
        return {
            "ino": str((1 << 40) + int(hashlib.sha256(path.encode()).hexdigest()[:8], 16)),
            "metadata": {
                "filename": name, "ext": ".mp3", "path": path, "relPath": name, "size": size, **stat
            },
            "isSupplementary": None, "addedAt": 0, "updatedAt": 0, "fileType": "audio",
        }  # fmt: skip
