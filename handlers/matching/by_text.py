"""The item with a torrent's title and author, where there is no better proof."""

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

    Text alone is no proof. It is not used while a part of the library may be unknown, nor for a torrent
    in a library's own folder: there the path decides.
    """

    books: Books
    libraries: Libraries

    async def __call__(self, recording: Recording, content: TorrentContent) -> Proved | None:
        """The one item with that title and author, if its duration agrees; None when there is none.

        Raises:
            UndecidedError: Several match, or the durations do not agree, or one is unknown.
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
            evidence = f"title, author and duration ({_figures(recording, first)})"
            return Proved((Proof(first, ProofKind.TEXT, evidence, recording, expected_bytes=0),))
        raise UndecidedError(
            "only title and author match a library item, which is not proof",
            [Candidate(book, _reasons(recording, book)) for book in matching],
        )


def _durations_agree(recording: Recording, book: Book) -> bool:
    return agrees(recording.duration_seconds, book.duration_seconds)


def _reads_it(recording: Recording, book: Book) -> bool:
    """Whether the narrators may be the same; either side may not know them."""
    people = names(recording.narrators), names(book.narrators)
    return not all(side.entries for side in people) or agreement(*people) >= COMPATIBLE


def _is_another_recording(recording: Recording, book: Book) -> bool:
    """Whether both narrator and length differ: then it is another recording of the same book."""
    both = bool(recording.duration_seconds and book.duration_seconds)
    return both and not _durations_agree(recording, book) and not _reads_it(recording, book)


def _figures(recording: Recording, book: Book) -> str:
    listed = clock_text(recording.duration_seconds) if recording.duration_seconds else "nothing"
    return f"listed {listed}, computed {clock_text(book.duration_seconds or 0)}"


def _reasons(recording: Recording, book: Book) -> str:
    evidence = ["title and author agree", _figures(recording, book)]
    if not _reads_it(recording, book):
        evidence.append(f"its narrator is {', '.join(book.narrators)}")
    return "; ".join(evidence)
