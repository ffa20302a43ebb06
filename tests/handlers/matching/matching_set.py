"""A library of 2,000 items full of near-duplicates, and downloads of which it is known what they are.

Everything is made from a seed: the same books, files and torrents each time.
"""

import hashlib
import os
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from matching_names import FIRST, LAST, NOUNS, PLACES
from matching_shelf import VIEW, MatchingShelf
from merged_items import add_merged

from domain.paths import PathRule
from domain.recording import Recording, Series
from sandbox.audiobookshelf.audio import Probe, audio_file
from sandbox.audiobookshelf.book import Book

AUTHORS: Final = 125
DOWNLOADED: Final = 75
"""Authors with downloads: three books each."""

WINDOWS: Final = "F:\\Audiobooks"
CLIENT: Final = "/data/library"


@dataclass(frozen=True, slots=True)
class Case:
    """A download: what MAM says, what the client holds, and the only items that may be written for it.

    `provable` says that path or inode prove it; `parts` that the items get only what is known of each.
    """

    kind: str
    recording: Recording
    torrent: dict[str, Any]
    files: tuple[tuple[str, int], ...]
    truth: frozenset[str]
    provable: bool
    parts: bool = False


@dataclass(slots=True)
class MatchingSet(MatchingShelf):
    """The library in a stage's Audiobookshelf, and the downloads."""

    cases: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        for index in range(AUTHORS):
            self._author(index)

    @property
    def path_map(self) -> list[PathRule]:
        """Windows' view, a container's, and the daemon's own."""
        here = str(self.stage.library)
        return [
            PathRule(client=WINDOWS, abs=VIEW, ignore_case=True),
            PathRule(client=CLIENT, daemon=here, abs=VIEW),
        ]

    def _author(self, index: int) -> None:
        first, last = FIRST[index % len(FIRST)], LAST[index * 7 % len(LAST)]
        author = f"{first} {'ABCDEFGHIJ'[index // 15]}. {last}"
        noun, place = NOUNS[index % len(NOUNS)], PLACES[index * 5 % len(PLACES)]
        saga, cycle = f"The {noun} Saga", f"{place} Cycle"
        volumes = [
            self.item(author, f"{title} of {place}", Series(name=saga, sequence=str(number)), number)
            for number, title in enumerate(("Heir", "Heirs", "House", "Fall", "Return"), 1)
        ]
        # Volumes that bear their series' name and differ by a number alone.
        numbered = [
            self.item(author, f"{cycle} {number}", Series(name=cycle, sequence=str(number)), number + 5)
            for number in range(1, 6)
        ]
        whole = self.item(author, f"{saga}, Books 1-3", Series(name=saga, sequence="1-3"), 40)
        plain = self.item(author, "The Gift", None, 12)
        longer = self.item(author, f"The Gift of {noun}", None, 13)
        readings = [
            self.item(author, f"The {noun} Letters", None, 14, reader=reader, longer=longer_by)
            for reader, longer_by in zip(self.readers(3), (0, 0.01, 0.2), strict=True)
        ]
        if index < DOWNLOADED:
            self._downloads(index, volumes, numbered, [whole, plain, longer, *readings])
        else:
            add_merged(self, volumes[:2] + numbered[:2], CLIENT)

    def _downloads(self, index: int, volumes: list[Book], numbered: list[Book], others: list[Book]) -> None:
        whole, plain, longer, *readings = others
        match index % 5:
            case 0:
                self._at_path(volumes[index % 5], windows=index % 2 == 0)
                self._at_path(numbered[index % 5], windows=False)
                self._at_path(whole, windows=False)
            case 1:
                self._linked(readings[index % 3])
                self._linked(numbered[(index + 2) % 5])
            case 2:
                self._copied(plain)
                self._copied(volumes[2])
                self._not_here(numbered[1], "another volume", title=f"{numbered[1].title[:-1]}9")
            case 3:
                self._copied(readings[0], ambiguous=True)
                self._not_here(longer, "another reading", factor=1.3)
                self._linked(longer)
            case 4:
                self._together(whole, volumes[:3])
                self._at_path(readings[1], windows=index % 2 == 0)
                self._without_duration(plain)

    def recording(self, book: Book, **changes: Any) -> Recording:
        facts = {
            "torrent_id": 9_100_000 + len(self.cases),
            "title": book.title,
            "authors": tuple(author.name for author in book.authors),
            # One for each download, so that a write shows whose it is.
            "narrators": (f"Reader Number{len(self.cases):03}",),
            "series": tuple(Series(name=place.name, sequence=place.sequence) for place in book.series),
            "duration_seconds": round(book.duration * 1.004),
            "file_types": ("mp3",),
        }
        return Recording(**facts | changes)

    def add(
        self,
        kind: str,
        recording: Recording,
        files: Sequence[tuple[str, int]],
        *,
        save_path: str,
        truth: Sequence[Book] = (),
        provable: bool = False,
        parts: bool = False,
    ) -> None:
        top = files[0][0].partition("/")[0]
        separator = "\\" if save_path.startswith(WINDOWS[:2]) else "/"
        torrent = {
            "hash": hashlib.sha1(f"{self.seed} {len(self.cases)}".encode()).hexdigest(),  # noqa: S324 - as torrents do
            "name": top,
            "save_path": save_path,
            "content_path": f"{save_path}{separator}{top}",
            "size": sum(size for _, size in files),
            "category": "audiobooks",
        }
        self.cases.append(
            Case(
                kind=kind,
                recording=recording,
                torrent=torrent,
                files=tuple(files),
                truth=frozenset(book.id for book in truth),
                provable=provable,
                parts=parts,
            )
        )

    def _at_path(self, book: Book, *, windows: bool) -> None:
        """A torrent in the library's own folder."""
        folder = unicodedata.normalize("NFC", book.rel_path)
        author, _, name = folder.rpartition("/")
        root = f"{WINDOWS}\\{author.upper()}" if windows else f"{CLIENT}/{author}"
        files = [
            (f"{name}/{n:02}.mp3", one["metadata"]["size"]) for n, one in enumerate(book.library_files, 1)
        ]
        self.add("path", self.recording(book), files, save_path=root, truth=[book], provable=True)

    def _linked(self, book: Book) -> None:
        """A torrent that seeds elsewhere, hard-linked into the library under other names."""
        seeds = self.stage.folder / "linked" / f"torrent {len(self.cases)}"
        seeds.mkdir(parents=True)
        files = []
        for number, one in enumerate(book.library_files, 1):
            seed = seeds / f"track {number}.mp3"
            seed.write_bytes(b"x" * (1000 + self.number + number))
            stat = seed.stat()
            one["ino"], one["metadata"]["size"] = str(stat.st_ino), stat.st_size
            book.audio_files[number - 1] = audio_file(number, one, Probe(book.duration / 2, {}))
            there = self.stage.library / book.rel_path / one["metadata"]["filename"]
            there.parent.mkdir(parents=True, exist_ok=True)
            os.link(seed, there)
            files.append((f"{seeds.name}/{seed.name}", stat.st_size))
        recording = self.recording(book, title=f"{book.title} (Unabridged)")
        self.add("inode", recording, files, save_path=str(seeds.parent), truth=[book], provable=True)

    def _elsewhere(self) -> tuple[str, list[tuple[str, int]]]:
        """A torrent on a machine that the daemon does not see."""
        return "/seedbox/torrents", [(f"torrent {len(self.cases)}/{n}.mp3", 5_000_000 + n) for n in (1, 2)]

    def _copied(self, book: Book, *, ambiguous: bool = False) -> None:
        """A copy on another disk: only the text is left. Two readings of nearly one length are for a person."""
        save_path, files = self._elsewhere()
        kind = "two readings" if ambiguous else "text"
        self.add(kind, self.recording(book), files, save_path=save_path, truth=[] if ambiguous else [book])

    def _without_duration(self, book: Book) -> None:
        save_path, files = self._elsewhere()
        recording = self.recording(book, duration_seconds=None)
        self.add("text without a duration", recording, files, save_path=save_path)

    def _not_here(self, book: Book, kind: str, *, title: str | None = None, factor: float = 1.0) -> None:
        """Something like an item of the library that is none of it."""
        save_path, files = self._elsewhere()
        changes: dict[str, Any] = {"duration_seconds": round(book.duration * factor)}
        if title is not None:
            changes |= {"title": title, "series": (Series(name=book.series[0].name, sequence="9"),)}
        self.add(kind, self.recording(book, **changes), files, save_path=save_path)

    def _together(self, whole: Book, volumes: Sequence[Book]) -> None:
        """A torrent of three volumes that lie in the library as three items, beside an item of all three."""
        author = unicodedata.normalize("NFC", volumes[0].rel_path).partition("/")[0]
        files = [
            (f"{author}/{unicodedata.normalize('NFC', book.rel_path).partition('/')[2]}/{n:02}.mp3",
             one["metadata"]["size"])
            for book in volumes
            for n, one in enumerate(book.library_files, 1)
        ]  # fmt: skip
        listed = "\n".join(
            f"{n}. {book.title}\nNarrated by Reader Number{len(self.cases):03}\n\n"
            for n, book in enumerate(volumes[:1], 1)
        )
        recording = self.recording(
            whole, description=f"All three.\n\n{listed}Total length: 99 hours", duration_seconds=360_000
        )
        self.add(
            "collection", recording, files, save_path=CLIENT, truth=volumes[:1], provable=True, parts=True
        )
