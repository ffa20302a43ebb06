"""An item as the stand-in's database holds it."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

TEXT_FIELDS: Final = {
    "title": "title",
    "subtitle": "subtitle",
    "publishedYear": "published_year",
    "publishedDate": "published_date",
    "publisher": "publisher",
    "description": "description",
    "isbn": "isbn",
    "asin": "asin",
    "language": "language",
}
"""The API's name of each text, and the attribute that holds it."""


def new_id() -> str:
    """An id as the server makes them."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Author:
    """A row of the authors' table."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A series, and the book's place in it."""

    id: str
    name: str
    sequence: str | None


@dataclass(slots=True, kw_only=True, eq=False)
class Book:
    """A library item and its media. Times are milliseconds since 1970, paths the server's own view.

    `stored` is the metadata.json that the server keeps for it, None before the first one was written. `cover_path` is the
    cover's file as the server sees it.
    """

    library_id: str
    folder_id: str
    path: str
    rel_path: str
    is_file: bool
    ino: str
    times: dict[str, int]
    added_at: int
    updated_at: int
    id: str = field(default_factory=new_id)
    media_id: str = field(default_factory=new_id)
    is_missing: bool = False
    last_scan: int = 0
    media_type: str = "book"
    title: str | None = None
    subtitle: str | None = None
    published_year: str | None = None
    published_date: str | None = None
    publisher: str | None = None
    description: str | None = None
    isbn: str | None = None
    asin: str | None = None
    language: str | None = None
    explicit: bool = False
    abridged: bool = False
    authors: list[Author] = field(default_factory=list)
    series: list[Place] = field(default_factory=list)
    narrators: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    chapters: list[dict[str, Any]] = field(default_factory=list)
    audio_files: list[dict[str, Any] | None] = field(default_factory=list)
    ebook_file: dict[str, Any] | None = None
    library_files: list[dict[str, Any]] = field(default_factory=list)
    duration: float = 0
    stored: dict[str, Any] | None = None
    cover_path: str | None = None

    @property
    def poisoned(self) -> bool:
        """Whether reading this row ends the process."""
        return None in self.audio_files

    @property
    def tracks(self) -> list[dict[str, Any]]:
        """The audio files that are played."""
        return [one for one in self.audio_files if one is not None]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one["metadata"]["size"] for one in self.library_files)

    def metadata_json(self) -> dict[str, Any]:
        """The metadata.json that the server writes for it."""
        return {
            "tags": list(self.tags),
            "chapters": list(self.chapters),
            "title": self.title,
            "subtitle": self.subtitle,
            "authors": [author.name for author in self.authors],
            "narrators": list(self.narrators),
            "series": [f"{s.name} #{s.sequence}" if s.sequence else s.name for s in self.series],
            "genres": list(self.genres),
            "publishedYear": self.published_year,
            "publishedDate": self.published_date,
            "publisher": self.publisher,
            "description": self.description,
            "isbn": self.isbn,
            "asin": self.asin,
            "language": self.language,
            "explicit": self.explicit,
            "abridged": self.abridged,
        }
