"""The item with a torrent's title and author, where nothing better tells."""

from dataclasses import dataclass

from domain.author_keys import author_keys, share_author
from domain.facts import ProofKind
from domain.listed_duration import agrees, clock_text
from domain.matching import Verdict, same_book
from domain.matching.names import COMPATIBLE, agreement, names
from domain.recording import Recording
from handlers.library.twins import without_twins
from handlers.matching.proofs import Candidate, Proof, Proved, UndecidedError
from handlers.matching.torrent_files import TorrentContent
from store.books import Book, Books
from store.libraries import Libraries


@dataclass(frozen=True, slots=True, kw_only=True)
class ByText:
    """Finds the item by title and author, confirmed by the duration.

    Text alone is no proof. It is not asked at all while a part of the library may be unknown, nor for a torrent
    that lies in a library's own folder: there the path will tell.
    """

    books: Books
    libraries: Libraries

    async def __call__(self, recording: Recording, content: TorrentContent) -> Proved | None:
        """The one item with that title and author, if its duration agrees; None when there is none.

        Raises:
            UndecidedError: Several match, or the durations do not agree, or one is not known.
        """
        known = await self.libraries.all()
        inside = any(library.holds(content.place) for library in known)
        if inside or not known or any(library.compared_at is None for library in known):
            return None
        matching = [
            book
            for book in await self.books.by_authors(author_keys(recording.authors))
            if book.files
            and share_author(recording.authors, book.authors)
            and same_book(recording, book.as_recording()).verdict is Verdict.MATCH
            and not _is_another_recording(recording, book)
        ]
        if not matching:
            return None
        [first, *others] = without_twins(matching)
        if not others and _reads_it(recording, first) and _durations_agree(recording, first):
            told = f"title, author and duration ({_figures(recording, first)})"
            return Proved((Proof(first, ProofKind.TEXT, told, recording, expected_bytes=0),))
        raise UndecidedError(
            "only title and author match a library item, which is not proof",
            [Candidate(book, _reasons(recording, book)) for book in matching],
        )


def _durations_agree(recording: Recording, book: Book) -> bool:
    return agrees(recording.duration_seconds, book.duration_seconds)


def _reads_it(recording: Recording, book: Book) -> bool:
    """Whether nothing speaks against one reader; either side may not tell."""
    people = names(recording.narrators), names(book.narrators)
    return not all(side.entries for side in people) or agreement(*people) >= COMPATIBLE


def _is_another_recording(recording: Recording, book: Book) -> bool:
    """Whether both reader and length are others: then it is the same book, and not this recording of it."""
    both = bool(recording.duration_seconds and book.duration_seconds)
    return both and not _durations_agree(recording, book) and not _reads_it(recording, book)


def _figures(recording: Recording, book: Book) -> str:
    listed = clock_text(recording.duration_seconds) if recording.duration_seconds else "nothing"
    return f"listed {listed}, computed {clock_text(book.duration_seconds or 0)}"


def _reasons(recording: Recording, book: Book) -> str:
    told = ["title and author agree", _figures(recording, book)]
    if not _reads_it(recording, book):
        told.append(f"its narrator is {', '.join(book.narrators)}")
    return "; ".join(told)
