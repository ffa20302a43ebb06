"""Publishers of a recording in free text (the snippets: facts/mam.md 3.4)."""

import re
from collections.abc import Iterator
from typing import Final

from domain.extraction.boundaries import OPEN
from domain.extraction.findings import (
    DESCRIPTION,
    TAGS,
    Finding,
    Rule,
    Trust,
    by_pattern,
    by_source,
    contains,
    part_with,
)
from domain.extraction.imprints import LAST_WORDS, LEGAL_FORMS, is_known
from domain.extraction.languages import NO_LETTER_BEFORE, WORDS
from domain.extraction.placeholders import is_placeholder
from domain.extraction.text import Text
from domain.late_pattern import late

_NAME: Final = r"(?P<name>[^|\n•·{}<>\[\]]{2,90})"
_YEAR: Final = r"(?:19|20)[0-9][0-9]"
_LEGAL: Final = r"(?:llc|l\.l\.c\.|inc|ltd|limited|gmbh|corp|co|plc)"

# The end of a name that follows a label.
_NAME_END: Final = late(
    rf"""
      \s*(?:;|//|\(|\s[-–—/~>•]\s|©|℗|…|\.{{2,}}|_{{2,}})
    | \s+[0-9]{{1,4}}\s?(?:h|hrs?|hours?|m|mins?|minutes?|std|stunden|kbps|:[0-9])
    | ,(?!\s+{_LEGAL}\b)(?<!little,)(?<!farrar,)
    | (?<=\w\w\w\w)\.(?:\s|\Z)
    | \s+(?:in\s+|on\s+|since\s+)?(?:{_YEAR}\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-9])
    | \s+(?:(?:un)?abridged|narrat\w+|read\s+by|isbn|asin|mp3|m4b|[0-9]+\s*k(?:b|bps)?\b|as\s+(?:an?|part)\b|an?\s+imprint|https?:)
    | \s+release\s+date\b
    | \s+(?:(?:audible\s+)?releas\w+|publi(?:shed|cation)|languages?|length|duration|run\w*|listening|narrators?|authors?
          |series|position|genres?|copyright|format|year|categor\w+|codec|bit\s?rate|chapters?|title|edition|date|size|source
          |asin|isbn(?:-1[03])?|audiobook|file)(?:\s+[a-z]+){{0,2}}\s*:
    """,
    re.VERBOSE,
)
_NO_NAME: Final = late(
    rf"(?:{WORDS.unsaid}|{WORDS.yes}|{WORDS.no}|indie|independent(?:ly)?|self[\s-]+published|(?:https?|www)\b.*)"
)
_LABELS: Final = (
    "publisher", "verlag", "édit", "edit", "sello", "uitgever", "förlag", "forlag", "forlægger", "utgivare",
    "wydaw", "издат", "изд-во", "出版社", "発行元", "発売元",
)  # fmt: skip
"""One of these is in every text with a label."""
_NO_LABEL: Final = (
    "the ",
    "from ",
    "by ",
    *(
        f"{word} "
        for word in ["original", "first", "print", "book", "ebook", "e-book", "paperback", "hardcover"]
    ),
)
"""Before "publisher:", these make it the speaker of what follows, or the publisher of something else."""

_LEAST_CHARS: Final = 2
_MOST_CHARS: Final = 60
_MOST_WORDS: Final = 8

_SEPARATORS: Final = re.compile(r"[,•·\[\]()/–—]").split
_TAGS: Final = re.compile(r"[|;,\n•·\[\]()/–—]").split
_COMPANY_WORDS: Final = ("publi", "press", " llc", " inc", " ltd")
_SIGNED: Final = ("little, brown", "farrar, straus", "st. martin", "f. howes")
_WITH_SIGN: Final = re.compile(
    r"(?:little, brown|farrar, straus|st\. martin|w\. f\. howes)[^|;,\n()\[\]/–—]{0,40}"
)
_AROUND: Final = " .'\"*"
_BLANKED: Final = str.maketrans(dict.fromkeys(f"{_AROUND},•·[]()/–—-", " "))
_YEAR_AROUND: Final = re.compile(rf"^{_YEAR}\s+|[\s-]+{_YEAR}$")

# A company's name by its form: capitals throughout, and a publisher's last word.
_COMPANY: Final = late(
    r"(?!(?:Self|Indie|Desktop|Book|E-?[Bb]ook|Magazine|Academic|Digital|Writing|Vanity|Traditional|Music|Kindle|Web|Comic|News"
    r"|French|Bench|Printing|Free|Hot|Garlic|Popular|Associated|On|In|By|For|From|The\s+Free|My|Your|Leg|Full)\b)"
    r"(?:(?:[A-Z0-9][\w.'’!]*|&|and|of)[\s-]+){1,4}"
    r"(?:Publishing(?:\s+(?:Group|House|Company))?|Publishers|Publications|(?:University\s+)?Press|[A-Z]\w+(?=,?\s+(?:LLC|Inc|Ltd)))"
    r"(?:,?\s+(?:LLC|Inc\.?|Ltd\.?|GmbH))?"
)


def _named(text: Text, match: re.Match[str]) -> str | None:
    """The publisher's name that begins at the group `name`, without what follows it."""
    start, end = match.span("name")
    if text.lowered.endswith(_NO_LABEL, 0, match.start()):
        return None
    cut = _NAME_END.search(text.lowered, start, end)
    name = " ".join(text.written[start : cut.start() if cut else end].split()).strip(" -–—,;:=\"'“”*_")
    if name.endswith(".") and name.split()[-1].casefold().rstrip(".") not in LEGAL_FORMS:
        name = name.rstrip(".")
    if not _LEAST_CHARS <= len(name) <= _MOST_CHARS or len(name.split()) > _MOST_WORDS or ":" in name:
        return None
    return None if is_placeholder(name) or _NO_NAME.fullmatch(name.casefold()) else name


def _capital_named(text: Text, match: re.Match[str]) -> str | None:
    """The same where only a capital separates a name from a sentence."""
    name = _named(text, match)
    return name if name and (name[0].isupper() or name[0].isdigit()) else None


def _known_tags(text: Text, _least: int, _most: int) -> Iterator[tuple[str, int, int]]:
    """The known publishers that are a tag, or a part of one between dashes or full stops."""
    if LAST_WORDS.isdisjoint(text.listed.translate(_BLANKED).split()):
        return
    for tag in _SEPARATORS(text.listed.replace(". ", ",").replace(" - ", ",")):
        name = tag.strip(_AROUND)
        if name[-1:].isdigit() or name[:1].isdigit():
            name = _YEAR_AROUND.sub("", name)
        if name[name.rfind(" ") + 1 :] in LAST_WORDS and is_known(name):
            yield _at(text, name)


def _known_with_sign(text: Text, _least: int, _most: int) -> Iterator[tuple[str, int, int]]:
    for match in _WITH_SIGN.finditer(text.lowered):
        name = match[0].strip()
        if is_known(name):
            yield _at(text, name)


def _companies(text: Text, _least: int, _most: int) -> Iterator[tuple[str, int, int]]:
    for tag in _TAGS(text.written):
        name = tag.strip(_AROUND)
        if _COMPANY.fullmatch(name):
            yield _at(text, name.lower())


def _at(text: Text, lowered: str) -> tuple[str, int, int]:
    """The name as written, and its position."""
    start = text.lowered.find(lowered)
    end = start + len(lowered)
    return text.written[start:end], start, end


RULES: Final[tuple[Rule[str], ...]] = (
    Rule(
        name="publisher label",
        trust=Trust.SOURCED,
        find=by_pattern(
            rf"{NO_LETTER_BEFORE}(?:audio(?:book)?\s?|hörbuch)?(?:{WORDS.publishers})[ .…·_*~-]{{0,12}}[:=][ *_]*{_NAME}",
            _named,
        ),
        words=_LABELS,
        example="Genre: Fantasy | Publisher: Orion Publishing Group | Abridged: No",
        value="Orion Publishing Group",
    ),
    Rule(
        name="publisher label without a colon",
        trust=Trust.SOURCED,
        find=by_pattern(
            rf"{OPEN}(?:audio(?:book)?\s+)?publisher(?:[ ]+|[ ]*[-–—]+[ ]*)(?!summary|note|blurb|desc){_NAME}",
            _capital_named,
        ),
        words=("publisher",),
        sources=TAGS,
        example="Romance, Publisher EA Mayes, 64 kbps",
        value="EA Mayes",
    ),
    Rule(
        name="phonogram notice",
        trust=Trust.LABELLED,
        find=by_pattern(
            rf"(?:\(p\)|℗|ⓟ)\s*(?:(?:&|and|/)?\s*(?:©|\(c\))\s*)?{_YEAR}[,:]?\s*(?:by\s+)?{_NAME}",
            _capital_named,
        ),
        words=("(p)", "℗", "ⓟ"),
        example="(P) 2011 DAW Books, 42hr 49min",
        value="DAW Books",
    ),
    Rule(
        name="published by",
        trust=Trust.LABELLED,
        find=by_pattern(
            rf"(?<!originally )(?<!first )(?<!self-)(?<!self )(?<!was )(?<!print )(?<!book )(?<![a-z-])"
            rf"published[ ]+by[ ]*:?[ ]+{_NAME}",
            _capital_named,
        ),
        words=("published",),
        sources=TAGS,
        example="M4B, Published by Tantor Media on June 4, 2019",
        value="Tantor Media",
    ),
    Rule(
        name="published by, on a line of its own",
        trust=Trust.LABELLED,
        find=by_pattern(
            rf"(?:\A|[\n|•·])[^a-z0-9\n]{{0,4}}(?:audiobook\s+)?published[ ]+by[ ]*:?[ ]+{_NAME}",
            _capital_named,
        ),
        words=("published",),
        sources=DESCRIPTION,
        example="A tale of two.\nPublished by: Tantor Media",
        value="Tantor Media",
    ),
    Rule(
        name="known publisher as a tag",
        trust=Trust.STATED,
        find=_known_tags,
        sources=TAGS,
        example="25 hrs 9 mins | Chapterized | Aethon Audio",
        value="Aethon Audio",
    ),
    Rule(
        name="known publisher with a comma or full stop",
        trust=Trust.STATED,
        find=_known_with_sign,
        words=_SIGNED,
        sources=TAGS,
        example="Unabridged, Little, Brown Audio, 2019",
        value="Little, Brown Audio",
    ),
    Rule(
        name="company's name as a tag",
        trust=Trust.HINT,
        find=_companies,
        words=_COMPANY_WORDS,
        sources=TAGS,
        example="TrueDecrypt 126kbps | 11 hrs | Moon Gate Publishing LLC",
        value="Moon Gate Publishing LLC",
    ),
)

_LABEL_WORDS: Final = (*_LABELS, "publishe", "(p)", "℗", "ⓟ")
_RARE_WORDS: Final = (*_SIGNED, *_COMPANY_WORDS)
_LABELLED_OF: Final = by_source([rule for rule in RULES if rule.trust >= Trust.LABELLED])
_KNOWN_OF: Final = by_source([rule for rule in RULES if rule.trust < Trust.LABELLED and not rule.words])
_RARE_OF: Final = by_source([rule for rule in RULES if rule.trust < Trust.LABELLED and rule.words])


def publishers(text: Text) -> list[Finding[str]]:
    """The publishers of the recording in *text*; an unknown one only without a known one."""
    lowered = text.lowered
    found: list[Finding[str]] = []
    if part := part_with(_LABEL_WORDS, lowered):
        for rule in _LABELLED_OF[text.source]:
            found += rule.findings(text, *part)
    for rule in _KNOWN_OF[text.source]:
        found += rule.findings(text, 0, len(lowered))
    if not found and text.source == "tags" and contains(lowered, _RARE_WORDS):
        for rule in _RARE_OF[text.source]:
            found = found or rule.findings(text, 0, len(lowered))
    return found
