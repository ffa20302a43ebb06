"""What an import puts where, for a reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import ImportQuestion, LeftOut
from domain.importing.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFileShown:
    """One file: from the torrent's save path, to the book's folder; bytes; and whether it is copied in any case."""

    source: str
    target: str
    size: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBookShown:
    """One folder in the library, which is one book."""

    folder: str
    title: str | None
    files: Sequence[PlannedFileShown]


@dataclass(frozen=True, slots=True)
class LeftOutShown:
    """A file of the torrent that stays out of the library."""

    path: str
    kind: LeftOut


@dataclass(frozen=True, slots=True)
class RenamedShown:
    """A name as the torrent or the record has it, and as it is in the library."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """What goes where, `size` in bytes; a `question` is why you must confirm it."""

    books: Sequence[PlannedBookShown]
    left_out: Sequence[LeftOutShown]
    renamed: Sequence[RenamedShown]
    question: ImportQuestion | None
    size: int


def plan_shown(plan: Plan) -> PlanShown:
    """A plan for a reader."""
    return PlanShown(
        books=[
            PlannedBookShown(
                folder=str(book.folder),
                title=book.recording.title,
                files=[
                    PlannedFileShown(
                        source=file.source, target=file.target, size=file.size, copied=file.copied
                    )
                    for file in book.files
                ],
            )
            for book in plan.books
        ],
        left_out=[LeftOutShown(one.path, one.why) for one in plan.left_out],
        renamed=[RenamedShown(one.before, one.after) for one in plan.renamed],
        question=plan.question,
        size=plan.size,
    )
