"""The sources that Audiobookshelf searches for books: facts/audiobookshelf_2.md 6."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from aiohttp import web

from sandbox.audiobookshelf import wire
from sandbox.audiobookshelf.book import Book
from sandbox.catalogue import Listing

PROVIDERS: Final = (
    *("google", "itunes", "openlibrary", "fantlab", "audible"),
    *(f"audible.{region}" for region in ("ca", "uk", "au", "fr", "de", "jp", "it", "in", "es")),
)
_DEFAULT: Final = "google"
_ASIN: Final = re.compile(r"[A-Z0-9]{10}", re.IGNORECASE)
_LONGEST_PARAMETER: Final = 1000
_WORD: Final = re.compile(r"\w+")


class Trouble(Enum):
    """What is wrong with a source: an outage looks like "nothing found", nonsense trips the server up."""

    AWAY = auto()
    NONSENSE = auto()


@dataclass(slots=True)
class Sources:
    """What each provider has, and how it is.

    Args:
        books: By provider the hits that it has, in the form of the server's answers; see `hit`.
        insists: Given to every search, whatever was asked for; None lets it search.
        trouble: What is wrong with all of them; None when nothing is.
        searches: The parameters of every search, in order.
    """

    books: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    insists: list[Any] | None = None
    trouble: Trouble | None = None
    searches: list[dict[str, str]] = field(default_factory=list)

    def search(self, provider: str, title: str, author: str) -> list[Any]:
        """The hits; refused as the server does where a source answers with something else."""
        if self.trouble is Trouble.NONSENSE:
            raise wire.RefusedError(web.json_response({"error": "Internal server error"}, status=500))
        if not title or self.trouble is Trouble.AWAY:
            return []
        if self.insists is not None:
            return self.insists
        shelf = self.books.get(provider if provider in PROVIDERS else _DEFAULT, [])
        if provider.startswith("audible") and _ASIN.fullmatch(title):
            return [one for one in shelf if one.get("asin") == title.upper()]
        return [one for one in shelf if _called(one, title) and _by(one, author)]


def hit(title: str, author: str, **fields: Any) -> dict[str, Any]:
    """One hit of Audible as the server gives it; *fields* with the server's names replace what is usual."""
    usual = {"title": title, "author": author, "language": "English", "region": "us", "abridged": False}
    return usual | {name: value for name, value in fields.items() if value is not None}


def hit_of(listing: Listing) -> dict[str, Any]:
    """A catalogue's book as Audible has it."""
    seconds = listing.duration_seconds
    return hit(
        listing.title,
        ", ".join(listing.authors),
        narrator=", ".join(listing.narrators),
        duration=None if seconds is None else round(seconds / 60),
        publisher="Audible Studios",
    )


def parameters(request: web.Request) -> dict[str, str]:
    """A search's parameters: each once and not too long, or the request is refused."""
    for name in dict.fromkeys(request.query):
        values = request.query.getall(name)
        problem = (
            "is an array" if len(values) > 1 else "is too long" if len(values[0]) > _LONGEST_PARAMETER else ""
        )
        if problem:
            body = {"error": f'Query parameter "{name}" {problem}'}
            raise wire.RefusedError(web.json_response(body, status=400))
    return dict(request.query)


def compared(hits: list[Any], book: Book) -> list[Any]:
    """The hits with a confidence, those nearest to the item's length first."""
    known = [one for one in hits if isinstance(one, Mapping)]
    known.sort(key=lambda one: abs(_minutes(one) - book.duration / 60))
    return [{**one, "matchConfidence": 1 if one.get("asin") == book.asin else 0.5} for one in known]


def _minutes(one: Mapping[str, Any]) -> float:
    minutes = one.get("duration")
    return minutes if isinstance(minutes, int | float) else 0.0


def _called(one: Mapping[str, Any], title: str) -> bool:
    return bool(_words(title) & _words(f"{one.get('title')} {one.get('subtitle')}"))


def _by(one: Mapping[str, Any], author: str) -> bool:
    return not author or bool(_words(author) & _words(str(one.get("author"))))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
