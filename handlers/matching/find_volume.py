"""Which volume of Google Books a library item is."""

from dataclasses import dataclass

from clients.audiobookshelf import LibraryItem
from clients.google_books import GoogleBooks
from domain.enrichment import Facts, Volume, compare, isbn_to_ask, provable
from domain.matching import Verdict


@dataclass(frozen=True, slots=True)
class FindVolume:
    """Finds a volume by one request; only one that is proved to be the item's book.

    Errors of Google Books are passed on.
    """

    google_books: GoogleBooks

    async def __call__(self, item: LibraryItem, *, in_vain: int) -> Volume | None:
        """The most relevant proved volume; None when there is none among the first few.

        Args:
            item: As just read.
            in_vain: How many look-ups in a row have found nothing for the item.
        """
        book = facts_of(item)
        if not provable(book):
            return None
        isbn = isbn_to_ask(book, in_vain=in_vain)
        volumes = (
            await self.google_books.by_title_and_author(book.title or "", book.authors[0])
            if isbn is None
            else await self.google_books.by_isbn(isbn)
        )
        answers = ((compare(book, item.series, one, language=item.language), one) for one in volumes)
        return next((volume for answer, volume in answers if answer.verdict is Verdict.MATCH), None)


def facts_of(item: LibraryItem) -> Facts:
    """The item's metadata that a volume may have, too."""
    return Facts(
        title=item.title,
        authors=item.authors,
        description=item.description,
        publisher=item.publisher,
        published_year=item.published_year,
        isbn=item.isbn,
    )
