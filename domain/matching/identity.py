"""Rules about which book a row is: its author, its title, its series and the place in it."""

from typing import Final

from domain.matching import markers, names, series
from domain.matching.evidence import Evidence, Number, names_series
from domain.matching.numbering import Numbered
from domain.matching.titles import Grade, Title
from domain.matching.verdicts import Ruling, maybe, no
from domain.matching.volumes import Volumes

_SHOWN: Final = 120


def author(evidence: Evidence) -> Ruling | None:
    """One of the wanted authors must be among the row's, by more than the surname."""
    if not evidence.asked.names.entries:
        return maybe("No author was asked for, and a title alone proves nothing.")
    if not evidence.row.names.entries:
        return maybe("The row names no author.")
    if evidence.author is None:
        return maybe(
            "The row's list of authors is cut short, and the one asked for is not in the part shown."
        )
    if evidence.author >= names.COMPATIBLE:
        return None
    shown = ", ".join(" ".join(entry[0]).title() for entry in evidence.row.names.entries[:3])[:_SHOWN]
    if evidence.author >= names.WEAK:
        return maybe(f"The author's name agrees only in part: the row is by {shown}.")
    return no(f"The author is another: the row is by {shown}.")


def title(evidence: Evidence) -> Ruling | None:
    """The titles must name one book."""
    if evidence.names_series_and_number:
        return None
    if evidence.asked.title is None:
        named = any(entry.key for entry in evidence.asked.series)
        return None if named else maybe("There is no title to compare with.")
    if evidence.title is None:
        return maybe("The row has no title.")
    if evidence.title.grade >= Grade.NEARLY:
        return None
    shown = f"“{evidence.row.title_text[:_SHOWN]}”"
    if evidence.title.grade is Grade.OTHER:
        if (
            evidence.row.place == "1"
            and evidence.row.names_its_series
            and names_series(evidence.asked, evidence.row)
        ):
            return maybe(f"It is the first volume of the series of that name: {shown}.")
        return no(f"The title is another: {shown}.")
    if evidence.title.longer is None:
        return maybe(f"Only a part of the title agrees: {shown}.")
    return _subtitle(evidence, evidence.title.longer, shown)


def _subtitle(evidence: Evidence, longer: Title, shown: str) -> Ruling | None:
    """A subtitle on only one side may name another book: neither its length nor an article settles that."""
    row = evidence.row
    if evidence.number is Number.AGREES and any(entry.volumes for entry in row.series):
        return None
    describes = longer.second == "or" or row.non_fiction or markers.is_descriptive(longer.extra)
    if describes and not _head_is_series(evidence, longer):
        return None
    if longer is row.title and row.place not in {None, "1"}:
        return no(f"Another volume of the series: {shown}, number {row.place}.")
    which = "the row" if longer is row.title else "what was asked for"
    return maybe(f"Only {which} has a subtitle, and it may name another book: {shown}.")


def in_series(evidence: Evidence) -> Ruling | None:
    """If any book of a series is wanted, the row must belong to it."""
    if evidence.asked.title is not None or not any(entry.key for entry in evidence.asked.series):
        return None
    if evidence.series is None:
        return no("The row belongs to no series.")
    if evidence.series >= series.SAME:
        return None
    named = ", ".join(entry.name for entry in evidence.row.series)[:_SHOWN]
    if evidence.series > 0:
        return maybe(f"The series may be another with a similar name: {named}.")
    return no(f"The series is another: {named}.")


def number(evidence: Evidence) -> Ruling | None:
    """Another volume of the series is not the wanted one."""
    asked = evidence.asked
    if evidence.number is Number.DIFFERS:
        if asked.title is None or _numbered(asked.title) or names_series(asked, evidence.row):
            return no(f"Another volume of the series: number {evidence.row.place}.")
        return maybe(f"Title and author agree, but the row says number {evidence.row.place}.")
    if evidence.number is not Number.UNKNOWN or asked.place == "1" or _says_so_itself(evidence):
        return None
    if asked.title and not _numbered(asked.title) and not names_series(asked, asked):
        return None
    return maybe("The volumes of this series share a name, and the row does not say which one it is.")


def unasked_number(evidence: Evidence) -> Ruling | None:
    """A row with a number that was not asked for is never a match, unless that is its place in its own series.

    Where volumes share a name, the name alone means the first.
    """
    row, compared = evidence.row.title, evidence.title
    if row is None:
        return None
    if more := _more_numbers(evidence):
        named = f" of “{' '.join(more.of)}”" if more.of else " as well"
        return maybe(f"It says number {more.volumes}{named}, which was not asked for.")
    if compared is None or evidence.number is not Number.UNASKED or evidence.row.collection:
        return None
    own = row.bare if compared.by_stem else row.found.own and row.found.own.volumes
    return _unasked(evidence, own) if own else _shared_name(evidence, row)


def _more_numbers(evidence: Evidence) -> Numbered | None:
    """A number in the row's title that is neither in the query nor a place in a series.

    `unasked_number` decides what a title's own number means for a query without one.
    """
    asked, row = evidence.asked, evidence.row
    if row.title is None:
        return None
    numbered = {(one.of, one.volumes) for one in asked.title.found.numbers} if asked.title else set()
    known = {entry.volumes for side in (asked, row) for entry in side.series} | {
        number for _, number in numbered
    }
    known |= {asked.title.bare, asked.title.volume} if asked.title else set()
    left_out = row.title.found.own if evidence.number is Number.UNASKED else None
    for one in row.title.found.numbers:
        foreign = one in row.title.foreign and (one.of, one.volumes) not in numbered
        if foreign or (one.volumes not in known and one is not left_out):
            return one
    return None


def _unasked(evidence: Evidence, own: Volumes) -> Ruling | None:
    row, title = evidence.row, evidence.row.title
    listed = any(entry.volumes == own for entry in row.series)
    counts_books = title is not None and (title.found.own is None or title.found.own.counts_books)
    if own.first == "1":
        return (
            None if listed and counts_books else maybe("It is the first of several, and none was asked for.")
        )
    why = f"Another volume: number {own}, and none was asked for."
    if (evidence.title and evidence.title.by_stem) or row.shares_name:
        return no(why)
    return None if listed else maybe(why)  # "The Great Hunt: Book 2" is only its place in another series


def _shared_name(evidence: Evidence, title: Title) -> Ruling | None:
    """A row with the name of its series that is not the first volume."""
    row = evidence.row
    if not row.shares_name or title.bare is not None:
        return None
    if row.unread_place:
        return maybe(f"The title is the name of the series, and its place reads “{row.unread_place}”.")
    if row.place in {None, "0", "1"}:
        return None
    return maybe(f"The title is the name of the series, and the row is number {row.place} of it.")


def _says_so_itself(evidence: Evidence) -> bool:
    """Both titles are equal, and contain the number or name a collection: the number adds nothing."""
    compared, asked = evidence.title, evidence.asked
    if compared is None or compared.grade is not Grade.SAME or compared.by_stem or asked.title is None:
        return False
    return asked.title.bare is not None or bool(asked.collection and evidence.row.collection)


def _numbered(found: Title) -> bool:
    return found.bare is not None or found.found.own is not None


def _head_is_series(evidence: Evidence, longer: Title) -> bool:
    head = series.key(" ".join(longer.groups[0]))
    keys = {entry.key for side in (evidence.asked, evidence.row) for entry in side.series}
    return any(key[: len(head)] == head for key in keys)
