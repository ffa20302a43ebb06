"""The folders that a template makes of the texts of a book, each as long as it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from domain.importing.names import LONGEST, UNCUT, clean, shortened, widened
from domain.importing.template import Level, Values
from domain.library_layout import is_disc


@dataclass(frozen=True, slots=True)
class Rendered:
    """The folders of one book.

    Args:
        levels: The template's, without those that have fallen away.
        names: One for each of them.
        values: The texts as they are in there: shortened, or left out, where all of them are too long.
    """

    levels: tuple[Level, ...]
    names: tuple[str, ...]
    values: Values

    @property
    def path(self) -> PurePosixPath:
        """All of the folders."""
        return PurePosixPath(*self.names)


def rendered(levels: Sequence[Level], values: Values) -> Rendered:
    """The folders of a book.

    Without an author no folder is above the book's: what stands there would be read as one.
    """
    *outer, book = levels
    if any(level.has("author") for level in outer) and not values.get("author"):
        outer = []
        values = {**values, "series": "", "sequence": ""}
    elif any(level.has("series") for level in outer) and not values.get("series"):
        values = {**values, "sequence": ""}
    kept = [*(level for level in outer if level.render(values)), book]
    for level in kept:
        values = _fitting(level, values)
    names = [clean(level.render(values)) for level in kept]
    if is_disc(names[-1]):  # it would be taken for a disc of the book that the folder above would be
        names[-1] = widened(names[-1], 0)
    return Rendered(tuple(kept), tuple(names), values)


def _fitting(level: Level, values: Values) -> Values:
    """The values with which the folder's name is short enough: first the narrators go, then the longest is cut."""
    for fewer in (values, {**values, "narrator": ""}):
        over = len(clean(level.render(fewer), most=UNCUT).encode()) - LONGEST
        if over <= 0:
            return fewer
    lengths = {
        piece.field: len(values.get(piece.field, "").encode())
        for piece in level.pieces
        if piece.field != "narrator"
    }
    longest = max(lengths, key=lengths.__getitem__)
    text = clean(values[longest], most=UNCUT)
    cut = shortened(text, len(text.encode()) - over).rstrip(" .")
    return {**values, "narrator": "", longest: cut}
