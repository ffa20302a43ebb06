"""Release dates of a recording in free text: whole days only (the styles: facts/mam.md 3.4)."""

import re
from datetime import date
from typing import Final

from domain.extraction.boundaries import CLOSE, COLON, GAP, OPEN
from domain.extraction.contexts import Context, Contexts
from domain.extraction.date_forms import written_dates
from domain.extraction.findings import DESCRIPTION, TAGS, Finding, Trust
from domain.extraction.text import Text

_PLAIN: Final = "date"
_SHORT: Final = "date with a short year"

_FIRST_YEAR_ALONE: Final = 1980
"""From here on, a date without a label is a release; older ones are of events and broadcasts."""

_OTHER: Final = (
    "print book ebook e-book kindle epub hardcover hardback paperback original originally first film movie dvd cd cassette"
    " next sequel expected previously text torrent file upload uk not was"
)
_OF_THIS: Final = r"(?<![a-z])" + "".join(rf"(?<!{word} )" for word in _OTHER.split())
"""Not after a word that makes it the date of something else."""

_RELEASE: Final = rf"{_OF_THIS}(?:release[ds]?(?:[\s_-]*date)?|date\s+(?:released|of\s+release))"
_PUBLISHED: Final = rf"{_OF_THIS}(?:(?:published|publication|publ?\.|pub(?=\s+date))(?:\s+date)?|date\s+(?:of\s+publication|published))"
_ANY_RELEASE: Final = r"(?:released?|publication|published|pub\.?)(?:\s+date)?"
_BY: Final = r"(?:\s+by\s+[^|;\n0-9]{2,50}?)?(?:\s*[,(]\s*|\s+)(?:on\s+)?"
_AUDIBLE: Final = r"(?<![a-z])audible(?:\.com)?(?:\s+us)?\s+"
_AUDIO: Final = r"(?<![a-z])(?:audible(?:\.[a-z]{2,3}){0,2}|audio(?:\s?book)?)\s+"
_LINE: Final = r"(?:\A|[\n|•·])[^a-z0-9\n]{0,4}"

_US: Final = Context(
    name="Audible release label, US order",
    trust=Trust.SOURCED,
    before=rf"{_AUDIBLE}{_ANY_RELEASE}{GAP}",
    example="Audible Release Date:10-02-09",
    value="2009-10-02",
)

CONTEXTS: Final = (
    Context(
        name="a day in the life of something else",
        trust=Trust.REFUSED,
        before=(
            r"(?<![a-z])(?:(?:record(?:ed|ing)|broadcast|air(?:ed|date)|live|concert|lectures?|radio|born|died|added"
            r"|updated?|uploaded|ripped|encoded|converted|edited|created|purchased|bought|copyright)(?:\s+[a-z]+){0,3}"
            r"(?:\s+date)?|through|until|since|to|from|between|before|after|as\s+of|week\s+of)"
            r"\s*[:=–—-]?\s*\(?(?:on\s+|in\s+)?"
        ),
        sources=TAGS,
        forms=(_PLAIN,),
        example="Old time radio, recorded live: October 30, 1988",
    ),
    _US,
    Context(
        name="audio release label",
        trust=Trust.SOURCED,
        before=rf"{_AUDIO}{_ANY_RELEASE}{GAP}",
        example="Audiobook release date: 16 November 2021",
        value="2021-11-16",
    ),
    Context(
        name="release label",
        trust=Trust.LABELLED,
        before=rf"{_RELEASE}(?:{GAP}|{_BY})",
        sources=TAGS,
        example="126 kbps m4b, Release Date March 08, 2022, 17 hours and 22 minutes",
        value="2022-03-08",
    ),
    Context(
        name="release label in a description",
        trust=Trust.LABELLED,
        before=rf"{_RELEASE}{COLON}|{_LINE}{_RELEASE}{GAP}",
        sources=DESCRIPTION,
        example="Narrated by her\nRelease date: June 4th, 2024",
        value="2024-06-04",
    ),
    Context(
        name="publication label",
        trust=Trust.STATED,
        before=rf"{_PUBLISHED}(?:{GAP}|{_BY})",
        sources=TAGS,
        example="MP3, Published 2025-02-11, Unabridged",
        value="2025-02-11",
    ),
    Context(
        name="publication label in a description",
        trust=Trust.STATED,
        before=rf"{_PUBLISHED}{COLON}|{_LINE}{_PUBLISHED}(?:{GAP}|{_BY})",
        sources=DESCRIPTION,
        example="Publication date: 4 June 2024",
        value="2024-06-04",
    ),
    Context(
        name="date as a tag",
        trust=Trust.HINT,
        before=rf"{OPEN}",
        after=rf"(?::|{CLOSE})",
        sources=TAGS,
        forms=(_PLAIN,),
        example="Requested. (16 September 2021): m4b",
        value="2021-09-16",
    ),
)

_US_HINT: Final = re.compile(r"mm[-/.]dd[-/.]yy")
_DAY_FIRST_HINT: Final = re.compile(r"dd[-/.]mm[-/.]yy")


_CONTEXTS: Final = Contexts(CONTEXTS, crossing="pub")


def release_dates(text: Text) -> list[Finding[date]]:
    """The days on which the recording was released, as *text* says.

    An ambiguous date ("05-04-2022") counts only if the source or the text reveals the order.
    """
    found: list[Finding[date]] = []
    for start, end, days, short in written_dates(text.lowered):
        place = _CONTEXTS.place(text, _SHORT if short else _PLAIN, start=start, end=end) if days else None
        if place is not None:
            trust, why = _judged(place.context, days, text)
            words = text.snippet(start - place.label, end)
            day = _only_one(days, text, us_order=place.context is _US) or days[0]
            found.append(Finding(day, trust, why, text.source, words))
    return found


def _judged(context: Context, days: tuple[date, ...], text: Text) -> tuple[Trust, str]:
    """How far a date in that context is trusted, and by which rule or why not."""
    day = _only_one(days, text, us_order=context is _US)
    if day is None and context.trust:
        return Trust.REFUSED, "the order of day and month is unknown"
    if day is not None and context.trust == Trust.HINT and day.year < _FIRST_YEAR_ALONE:
        return Trust.REFUSED, "too old for a date without a label"
    return context.trust, context.name


def _only_one(days: tuple[date, ...], text: Text, *, us_order: bool) -> date | None:
    """The day, in the US reading where that is known to be the order; None when it is ambiguous."""
    if len(days) == 1:
        return days[0]
    if us_order or ("mm" in text.lowered and _US_HINT.search(text.lowered)):
        return days[0]
    if "mm" in text.lowered and _DAY_FIRST_HINT.search(text.lowered):
        return days[1]
    return None
