"""Whether a recording is abridged, from free text (the snippets: facts/mam.md 3.4)."""

import re
from typing import Final

from domain.extraction.boundaries import COLON
from domain.extraction.contexts import Context, Contexts
from domain.extraction.findings import ALL_TEXTS, DESCRIPTION, TAGS, TITLE, Finding, Trust, contains
from domain.extraction.text import Text

_ABRIDGED: Final = "abridged"
_UNABRIDGED: Final = "unabridged"

_HINTS: Final = ("abri", "unab", "unb", "kürzt")
"""One of these is in every text that speaks of it."""

# As people write it, and miswrite it.
_WORD: Final = re.compile(
    r"un[\s-]?a(?:bri?d?ge?d|brigded|birdged|brided)|unabr(?![a-z])|unb(?![a-z0-9])|ungekürzt(?:e[rsnm]?)?"
    r"|abri?dged|abriged|gekürzt(?:e[rsnm]?)?"
)

_RECORDING: Final = (
    r"(?:audio\w*|recordings?|readings?|editions?|versions?|productions?|performances?|narrations?|narrated|read"
    r"|performed|releases?|mp3s?|m4bs?|cds?|cassettes?|retail|books?)\b"
)
_YES: Final = r"(?:yes|true|y|ja)\b"
_NO: Final = r"(?:no|false|n|nein)\b"

CONTEXTS: Final = (
    Context(
        name="abridged label, no",
        trust=Trust.PROVEN,
        after=rf"(?:{COLON}|\s*\?\s*){_NO}",
        inverts=True,
        sources=ALL_TEXTS,
        example="Abridged: No",
        value="False",
    ),
    Context(
        name="abridged label, yes",
        trust=Trust.PROVEN,
        after=rf"(?:{COLON}|\s*\?\s*){_YES}",
        sources=ALL_TEXTS,
        example="Unabridged: Yes",
        value="False",
    ),
    Context(
        name="abridgement label",
        trust=Trust.PROVEN,
        before=rf"(?<![a-z])(?:abridge?ment|abridged\s*/\s*unabridged|unabridged\s*/\s*abridged|version|edition|format|release|recording){COLON}",
        after=r"(?!\s*/)",
        example="Version: Unabridged",
        value="False",
    ),
    Context(
        name="not abridged",
        trust=Trust.STATED,
        before=r"(?<![a-z])(?:not\s|non[\s-])",
        inverts=True,
        forms=(_ABRIDGED,),
        example="Retail, not abridged",
        value="False",
    ),
    Context(
        name="another recording",
        trust=Trust.REFUSED,
        before=(
            r"(?<![a-z])(?:(?:not|isn't)(?:\s+(?:the|an))?|no|(?:see|from|than|to|for|like)(?:\s+the)?|also|the\s+original"
            r"|want|available(?:\s+(?:in|as))?|mostly|most(?:\s+of\s+them)?|partly|partially|some|half)\s|\(un\)-?"
        ),
        example="Shorter than the unabridged one",
    ),
    Context(
        name="a question or an exception",
        trust=Trust.REFUSED,
        after=r"\s*\?|\s+(?:except|unless|but\s+for)\b",
        example="Unabridged?",
    ),
    Context(
        name="a recording that is elsewhere",
        trust=Trust.REFUSED,
        after=(
            r"(?:\s+\w+){0,2}\s+(?:is\s+|are\s+|also\s+|can\s+be\s+)*"
            r"(?:available|elsewhere|found|here|requested|wanted|coming)\b"
        ),
        example="Unabridged version is also available",
    ),
    Context(
        name="the title of a work",
        trust=Trust.REFUSED,
        after=(
            r"\s+(?:diar(?:y|ies)|journals?|dictionary|letters|translation|manuscript|poems?|histor(?:y|ies)|guide|bible"
            r"|encyclop\w+|works|screenplay)\b"
        ),
        example="Reads from the unabridged journals",
    ),
    Context(
        name="abridgement in the tags",
        trust=Trust.STATED,
        sources=TAGS,
        example="Track 1 of Part 2Unabridged, 64k",
        value="False",
    ),
    Context(
        name="abridgement in brackets",
        trust=Trust.STATED,
        before=r"[\[({]\s*(?:[a-z0-9. ]{1,20}[\s/-]+)?",
        after=r"[^\])}\n]{0,20}[\])},;|]",
        sources=TITLE | DESCRIPTION,
        example="The Hobbit (Unabridged)",
        value="False",
    ),
    Context(
        name="abridgement at a title's end",
        trust=Trust.STATED,
        before=r"(?:[,:;|]\s*|\s[-–—]\s*)",
        after=rf"(?:\s+{_RECORDING})?\s*\Z",
        sources=TITLE,
        example="The Hobbit - Unabridged Audiobook",
        value="False",
    ),
    Context(
        name="abridgement on a line of its own",
        trust=Trust.STATED,
        before=r"(?:\A|[\n|•·*])\s*",
        after=rf"(?:\s+{_RECORDING})?\s*(?:\Z|[\n|•·*,;.:(\[-])",
        sources=DESCRIPTION,
        example="Read by the author\nUnabridged\n64 kbps",
        value="False",
    ),
    Context(
        name="complete and unabridged",
        trust=Trust.STATED,
        before=r"(?<![a-z])complete(?:ly)?(?:\s+and|\s*&)\s*",
        sources=DESCRIPTION,
        forms=(_UNABRIDGED,),
        example="The novel, complete and unabridged.",
        value="False",
    ),
    Context(
        name="unabridged recording, in a description",
        trust=Trust.HINT,
        after=rf"(?:\s+and\s+\w+)?\s+(?:[a-z-]+\s+)?{_RECORDING}",
        sources=DESCRIPTION,
        forms=(_UNABRIDGED,),
        example="These are the unabridged editions of all three",
        value="False",
    ),
    Context(
        name="abridged recording, in a description",
        trust=Trust.HINT,
        before=r"(?<![a-z])(?:this(?:\s+is)?(?:\s+an?|\s+the)?|is\s+an?)\s+",
        after=rf"\s+(?:[a-z-]+\s+)?{_RECORDING}",
        sources=DESCRIPTION,
        forms=(_ABRIDGED,),
        example="Please note: this is an abridged version",
        value="True",
    ),
)

_CONTEXTS: Final = Contexts(CONTEXTS)


def speaks_of_abridgement(words: str) -> bool:
    """Whether there may be anything to read in these words."""
    return contains(words.lower(), _HINTS)


def abridgements(text: Text) -> list[Finding[bool]]:
    """What *text* says of abridgement: True for abridged, False for unabridged."""
    lowered = text.lowered
    if not contains(lowered, _HINTS):
        return []
    found: list[Finding[bool]] = []
    for match in _WORD.finditer(lowered):
        start, end = match.span()
        form = _UNABRIDGED if match[0].startswith("un") else _ABRIDGED
        if form == _UNABRIDGED and lowered[start - 1 : start].isalpha() and not match[0].startswith("unab"):
            continue  # the end of another word: "fun abridged"
        place = _CONTEXTS.place(text, form, start=start, end=end)
        if place is not None and place.context.trust:
            context = place.context
            value = (form == _ABRIDGED) != context.inverts
            words = text.snippet(start - place.label, end + place.more)
            found.append(Finding(value, context.trust, context.name, text.source, words))
    return found
