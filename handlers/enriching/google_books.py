"""Google Books as a source of the enrichment cycle."""

from dataclasses import dataclass
from typing import Final

from clients.audiobookshelf import LibraryItem
from clients.google_books import GoogleBooks
from domain import enrichment
from domain.enrichment import Facts, Finding, Volume
from domain.facts import ChangeSource
from domain.matching import Verdict
from domain.policy import FieldName
from store.budgets import DayBudget
from store.enrichment import DueBook, Enrichment

NOT_CONFIGURED: Final = (
    "Google Books API not configured: set GOOGLE_BOOKS_API_KEY; "
    "visit https://console.cloud.google.com to generate a key"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGoogleBooks:
    """Finds the volume of a book by one request, and only one that is proved to be it.

    Args:
        google_books: None while no key is set.
        queue: The books of the whole library.
        day: How many books may be looked up in a day.
        with_edition: Whether publisher and ISBN, which are a print edition's, are filled too.
    """

    google_books: GoogleBooks | None
    queue: Enrichment
    day: DayBudget
    with_edition: bool
    name: ChangeSource = ChangeSource.GOOGLE_BOOKS
    title: str = "Google Books"

    @property
    def not_set_up(self) -> str | None:
        """What to do while no key is set."""
        return NOT_CONFIGURED if self.google_books is None else None

    def lacks(self, book: DueBook) -> tuple[FieldName, ...]:
        """The empty fields that it knows of."""
        return self._empty(book.facts)

    def provable(self, book: DueBook) -> bool:
        """Whether there is a title, and an author or an ISBN."""
        return enrichment.provable(book.facts)

    async def empty(self, item: LibraryItem) -> tuple[FieldName, ...]:
        """The empty fields that it knows of."""
        return self._empty(_facts_of(item))

    async def find(self, item: LibraryItem, *, in_vain: int) -> Finding:
        """What the most relevant proved volume says, if there is one among the first few."""
        book = _facts_of(item)
        if self.google_books is None or not enrichment.provable(book):
            return Finding(found=False, why="there is nothing to look it up by")
        isbn = enrichment.isbn_to_ask(book, in_vain=in_vain)
        volumes = (
            await self.google_books.by_title_and_author(book.title or "", book.authors[0])
            if isbn is None
            else await self.google_books.by_isbn(isbn)
        )
        return _chosen(item, book, volumes)

    def in_vain_after(self, before: int, finding: Finding, *, filled: bool) -> int:  # noqa: ARG002 - of a volume others may come
        """None after a look that filled something, else one more."""
        return enrichment.looks_in_vain(before, filled=filled)

    def _empty(self, facts: Facts) -> tuple[FieldName, ...]:
        names = enrichment.empty_fields(facts, with_edition=self.with_edition)
        return tuple(FieldName(name.replace("_", " ")) for name in names)


def _chosen(item: LibraryItem, book: Facts, volumes: tuple[Volume, ...]) -> Finding:
    compared = [(enrichment.compare(book, item.series, one, language=item.language), one) for one in volumes]
    for answer, volume in compared:
        if answer.verdict is Verdict.MATCH:
            return Finding(found=True, why=answer.why, values=enrichment.said(volume))
    return Finding(found=False, why=compared[0][0].why if compared else "nothing was found")


def _facts_of(item: LibraryItem) -> Facts:
    """What an item says that a volume may say, too."""
    return Facts(
        title=item.title,
        authors=item.authors,
        description=item.description,
        publisher=item.publisher,
        published_year=item.published_year,
        isbn=item.isbn,
    )
