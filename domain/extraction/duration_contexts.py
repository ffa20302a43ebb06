"""What the words around a duration mean for it: the whole recording's, a part's, or none."""

from typing import Final

from domain.extraction.boundaries import (
    CLOSE,
    COLON,
    GAP,
    LINE_CLOSE,
    LINE_OPEN,
    LOOSE,
    OPEN,
    TAG_CLOSE,
    TAG_OPEN,
)
from domain.extraction.contexts import Context
from domain.extraction.findings import DESCRIPTION, TAGS, Trust
from domain.extraction.languages import WORDS
from domain.extraction.written_durations import HOURS_MINUTES

_LENGTH: Final = rf"(?:{WORDS.lengths})"
_LABEL: Final = rf"(?<![^\W\d_])(?:audio(?:book)?\s+)?{_LENGTH}"
_TOTAL: Final = (
    rf"(?<![^\W\d_])(?:(?:{WORDS.totals})[ -]?(?:audio(?:book)?\s+)?(?:{_LENGTH}|(?:listening\s+|audio\s+)?(?:time|zeit))"
    rf"|{_LENGTH}\s+(?:{WORDS.totals}))"
)
_PARTS: Final = rf"(?:{WORDS.parts})"
_HARMLESS: Final = rf"\s*(?:{WORDS.about}|{WORDS.totals}|{WORDS.hours}|h+:m+(?::s+)?|audio|audiobook)[.]?\s*"
_NO_NOTE: Final = r"(?![ ]*[(\[])"
_ONLY: Final = rf"(?<![^\W\d_])(?:{WORDS.abridged}|{WORDS.unabridged})"

# The first two cover a whole tag, so that no other word in it can refuse it.
CONTEXTS: Final = (
    Context(
        name="duration as a tag",
        trust=Trust.STATED,
        before=TAG_OPEN,
        after=TAG_CLOSE,
        sources=TAGS,
        example="MP3, 64kbps, Unabridged, 28h40m",
        value="103200",
    ),
    Context(
        name="labelled length as a tag",
        trust=Trust.LABELLED,
        before=rf"{TAG_OPEN}(?:audio(?:book)?\s+)?{_LENGTH}{_NO_NOTE}{GAP}",
        after=TAG_CLOSE,
        sources=TAGS,
        example="m4b, Listening Length : 8 Hours and 0 Minutes, True Decrypt",
        value="28800",
    ),
    Context(
        name="time to seed",
        trust=Trust.REFUSED,
        before=r"seed\w*(?:\s+[a-z]+){0,4}\s*[:=]?\s*",
        example="Please seed for at least 72 hours 30 minutes",
    ),
    Context(
        name="a share of the whole",
        trust=Trust.REFUSED,
        before=(
            r"(?<![a-z])(?:each|every|per|split\w*|divided|cut|average|avg\.?|sample|bonus|extra|additional|plus"
            r"|another|further)(?:\s+(?!length|duration|listening|run)[a-z]+){0,3}\s*[:=~]?\s*"
        ),
        example="Split into 1 hour 30 minute parts",
    ),
    Context(
        name="one part of many",
        trust=Trust.REFUSED,
        before=rf"(?<![^\W\d_]){_PARTS}\s*#?[0-9]{{1,3}}[a-z]?\s*[:=–—-]?\s*\(?\s*",
        example="Part 1: 8 hrs 5 mins | Part 2: 7 hrs 4 mins",
    ),
    Context(
        name="the length of a part",
        trust=Trust.REFUSED,
        before=rf"(?<![^\W\d_]){_PARTS}(?:\s+(?:[0-9]{{1,3}}|one|two|three))?(?:'s)?[\s-]{{0,2}}(?!listening){_LENGTH}{GAP}",
        example="Average chapter length: 1 hr 10 mins",
    ),
    Context(
        name="the length of one kind of recording",
        trust=Trust.REFUSED,
        before=rf"(?:{_ONLY}[\w ]{{0,20}}\s{_LENGTH}{GAP}|{_LENGTH}\s*[(\[][^)\]\n]{{0,20}}(?:{WORDS.abridged}|{WORDS.unabridged})[^)\]\n]{{0,20}}[)\]]{GAP})",
        example="Runtime (abridged): 3 hrs 2 mins",
    ),
    Context(
        name="a length with a note",
        trust=Trust.REFUSED,
        before=rf"{_LENGTH}\s*[(\[](?!{_HARMLESS}[)\]])[^)\]\n]{{0,40}}[)\]]{GAP}",
        example="Running time (film): 2 hrs 5 mins",
    ),
    Context(
        name="a share, said afterwards",
        trust=Trust.REFUSED,
        after=(
            r"\s*[-/]?\s*(?:\(\s*)?(?:each\b|apiece|a\s+piece|per\b|ea\b|(?:long\s+|mp3\s+|m4b\s+|audio\s+)*"
            r"(?:chapters?|parts?|tracks?|files?|segments?|splits?|sections?|pieces?|episodes?|intervals?|blocks?"
            r"|increments?|chunks?|lectures?|dis[ck]s?|cds?|samples?|previews?|trailers?|interviews?)\b)"
        ),
        example="MP3, 1 hr 2 min tracks",
    ),
    Context(
        name="another span of time",
        trust=Trust.REFUSED,
        after=(
            r"\s*(?:@|at)?\s*(?:ago\b|later\b|earlier\b|old\b|away\b|left\b|apart\b|before\b|after\b|until\b|to\s+go\b"
            r"|of\s+(?:seed|bonus|extra|additional|interview)|seed|straight\b|[0-9](?:\.[0-9]+)?\s*x\b"
            r"|a\s+(?:day|week|night|month)\b|(?:to|of)\s+read|(?:print\s+)?reading)"
        ),
        example="Length 8 hrs 15 mins at 1.25x speed",
    ),
    Context(
        name="a bound or an end of a range",
        trust=Trust.REFUSED,
        before=(
            rf"(?:(?<![^\W\d_])(?:{WORDS.bounds}|[0-9]{{1,3}}(?:\s*days?,?(?:\s+and)?|\s*[-–—]|\s+or))|[<>≤≥]=?)\s*{LOOSE}"
        ),
        example="More than 10 hours and 30 minutes",
    ),
    Context(
        name="total length label",
        trust=Trust.SOURCED,
        before=_TOTAL + GAP,
        example="Number of MP3s: 24 | Total Duration: 28:05:31",
        value="101131",
    ),
    Context(
        name="length label",
        trust=Trust.LABELLED,
        before=_LABEL + GAP,
        sources=TAGS,
        example="m4b with chapters Listening Length 27 hours and 12 minutes (unabridged)",
        value="97920",
    ),
    Context(
        name="length label in a description",
        trust=Trust.LABELLED,
        before=rf"{_LABEL}{COLON}|(?:\A|[\n|•·])\s*[\W_]{{0,3}}{_LABEL}{GAP}",
        sources=DESCRIPTION,
        example="An epic.\nLength: 5 hrs and 59 mins\nBitrate: 64",
        value="21540",
    ),
    Context(
        name="duration in a tag",
        trust=Trust.STATED,
        before=rf"{OPEN}(?:(?:un)?abridged\s*[:,-]?\s+)?{LOOSE}",
        after=rf"(?:\s+(?:total|long|runtime|unabridged|listening\s+time|of\s+audio|of\s+listening))?{CLOSE}",
        sources=TAGS,
        example="MP3. Unabridged 28h40m total.",
        value="103200",
    ),
    Context(
        name="duration on a line of its own",
        trust=Trust.STATED,
        before=LINE_OPEN,
        after=LINE_CLOSE,
        sources=DESCRIPTION,
        forms=(HOURS_MINUTES,),
        example="Read by the author\n9 hrs and 14 mins",
        value="33240",
    ),
    Context(
        name="the value of another field",
        trust=Trust.REFUSED,
        before=rf"[^\W\d_][ .…·_*~-]{{0,12}}[:=][ *_]*{LOOSE}",
        sources=TAGS,
        example="Durée moyenne : 1 heure 5 minutes",
    ),
    Context(
        name="hours and minutes among tags",
        trust=Trust.HINT,
        sources=TAGS,
        forms=(HOURS_MINUTES,),
        example="Unabridged fantasy 12 hrs 5 mins 64kbps",
        value="43500",
    ),
)
