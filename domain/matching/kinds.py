"""Rules about the kind of a row: one book or several, read or performed, the book or a book about it."""

from typing import Final

from domain.matching import markers
from domain.matching.evidence import Evidence, Number, names_series
from domain.matching.titles import Grade
from domain.matching.verdicts import Ruling, maybe, no

_SHOWN: Final = 3


def audio(evidence: Evidence) -> Ruling | None:
    """An audiobook is wanted."""
    return no("None of its files is audio: an e-book or a magazine.") if evidence.row.audio is False else None


def collection(evidence: Evidence) -> Ruling | None:
    """A collection is not a volume of it, nor a volume the collection."""
    asked, row = evidence.asked, evidence.row
    if bool(asked.collection) == bool(row.collection):
        hinted = row.collection_hint if not asked.collection else None
        return maybe(f"It may hold several books: {hinted}.") if hinted else None
    if asked.collection:
        found = maybe if row.collection_hint or _same_title(evidence) else no
        return found(f"A collection was asked for ({asked.collection}), and the row seems to be one book.")
    if asked.title is None and evidence.number is Number.UNASKED:
        return maybe(f"It is not one book of the series but several: {row.collection}.")
    if not _known_by_name(evidence):
        return no(f"It is not the one book but several: {row.collection}.")
    return maybe(f"It holds several books: {row.collection}.")


def part(evidence: Evidence) -> Ruling | None:
    """A part of a book is not the book."""
    asked = evidence.asked.title.found.part if evidence.asked.title else None
    row = evidence.row.title.found.part if evidence.row.title else None
    if row == asked:
        return None
    if row:
        return no(f"It is only part {row} of the book.")
    return maybe(f"Part {asked} was asked for, and the row names no part.")


def about(evidence: Evidence) -> Ruling | None:
    """A summary, a companion or a parody is another book."""
    asked, row = evidence.asked.about, evidence.row.about
    if evidence.asked.title is None:
        # A numbered volume is one of the series even when it is called "The Art of …".
        about_series = row and not evidence.row.place
        return no(f"It is a book about the series ({', '.join(sorted(row))}).") if about_series else None
    if row - asked:
        return no(f"It is a book about the book or its author ({', '.join(sorted(row - asked))}).")
    if asked - row:
        return no(
            f"A book about another was asked for ({', '.join(sorted(asked - row))}), and the row is none."
        )
    return None


def other_work(evidence: Evidence) -> Ruling | None:
    """A play, a comic, a prequel or further stories may have the same author and title."""
    asked, row = evidence.asked, evidence.row
    if asked.title is None:
        others = markers.other_form(row.title_text)
        others |= markers.other_story(row.title_text) if not row.place else frozenset()
        return maybe(f"It may be no book of the series itself ({_listed(others)}).") if others else None
    forms = markers.other_form(row.title_text) ^ markers.other_form(asked.title_text)
    stories = markers.other_story(row.title_text) ^ markers.other_story(asked.title_text)
    if forms | stories:
        return maybe(f"It may be another work of that title ({_listed(forms | stories)}).")
    return None


def drama(evidence: Evidence) -> Ruling | None:
    """A dramatisation is another edition, and only a person may accept it for a reading."""
    asked, row = evidence.asked.drama, evidence.row.drama
    if row and not asked:
        return maybe(f"It is a dramatisation ({row}), another edition than a reading.")
    if asked and not row:
        return maybe("A dramatisation was asked for, and the row does not say that it is one.")
    return None


def _listed(found: frozenset[str]) -> str:
    return ", ".join(sorted(found)[:_SHOWN])


def _known_by_name(evidence: Evidence) -> bool:
    """A collection with a title of its own may be wanted by it: "The Further Chronicles of Conan"."""
    row = evidence.row
    spanned = row.title is not None and row.title.found.span is not None
    return _same_title(evidence) and not spanned and not names_series(row, row)


def _same_title(evidence: Evidence) -> bool:
    return evidence.title is not None and evidence.title.grade >= Grade.NEARLY
