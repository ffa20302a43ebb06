"""What the words around "abridged" and "unabridged" mean for them."""

from typing import Final

from domain.extraction.boundaries import COLON
from domain.extraction.contexts import Context
from domain.extraction.findings import ALL_TEXTS, DESCRIPTION, TAGS, TITLE, Trust
from domain.extraction.languages import WORDS, word

ABRIDGED: Final = "abridged"
UNABRIDGED: Final = "unabridged"
ABRIDGED_ELSEWHERE: Final = "abridged, in another language"
UNABRIDGED_ELSEWHERE: Final = "unabridged, in another language"
"""Words that count only as a statement of their own: "resumida"."""

_SURE: Final = (ABRIDGED, UNABRIDGED)
_RECORDING: Final = rf"(?:{WORDS.recordings})(?![^\W\d_])"
_NOUN_BEFORE: Final = rf"(?:{word(WORDS.recordings)}\s+)?"
_EITHER: Final = rf"(?:{WORDS.abridged}|{WORDS.unabridged})"
_OR: Final = rf"\s*(?:/|\(|{word('or|and|oder|und|ou|et|o|y|e|of|en|lub|i|или|и')}|&)\s*"

CONTEXTS: Final = (
    Context(
        name="one or the other",
        trust=Trust.REFUSED,
        sources=ALL_TEXTS,
        before=rf"{_EITHER}(?:\s+{_RECORDING})?{_OR}(?:in\s+|as\s+)?(?:an?\s+|the\s+)?",
        example="Version: unabridged or abridged",
    ),
    Context(
        name="one or the other, said first",
        trust=Trust.REFUSED,
        sources=ALL_TEXTS,
        after=rf"(?:\s+{_RECORDING})?{_OR}(?:in\s+|as\s+)?(?:an?\s+|the\s+)?{_EITHER}",
        example="Version: abridged/unabridged",
    ),
    Context(
        name="an empty box",
        trust=Trust.REFUSED,
        sources=ALL_TEXTS,
        before=r"(?:[\[(][ ]*[\])]|[☐□○✗✘☒❌])\s*",
        example="[ ] Abridged",
    ),
    Context(
        name="an empty box, behind it",
        trust=Trust.REFUSED,
        sources=ALL_TEXTS,
        after=r"\s*(?:[\[(]\s*\w?\s*[\])]|[☐□○✗✘☒❌])",
        example="Abridged [ ]",
    ),
    Context(
        name="abridgement label",
        trust=Trust.PROVEN,
        before=rf"(?<![^\W\d_])(?:{WORDS.versions}){COLON}",
        after=r"(?!\s*/)",
        example="Version: Unabridged",
        value="False",
    ),
    Context(
        name="not abridged",
        trust=Trust.STATED,
        before=rf"(?<![^\W\d_])(?:{WORDS.negation})[\s-]",
        after=r"(?!\s*(?:\?|/))",
        inverts=True,
        forms=(ABRIDGED, ABRIDGED_ELSEWHERE),
        example="Retail, not abridged",
        value="False",
    ),
    Context(
        name="another recording",
        trust=Trust.REFUSED,
        before=(
            r"(?<![^\W\d_])(?:(?:not|isn't|nicht|pas|non|niet|nie|не)(?:\s+(?:the|an|die|eine|la|une))?|no|(?:see|from|than|to|for|like|unlike|als|zur)(?:\s+the)?|also|auch|aussi|también|anche|ook|także|также"
            r"|the\s+original|other|another|want(?:ed)?|wanted|need(?:ed)?|available(?:\s+(?:in|as))?|mostly|most(?:\s+of\s+them)?|partly|partially"
            r"|teilweise|some|half|only|previous(?:ly)?|earlier|old(?:er)?|probably|possibly|perhaps|maybe|might\s+be|may\s+be|could\s+be|supposedly|presumably|vermutlich|vielleicht|probablement|quizás|forse)\s|\(un\)-?"
        ),
        example="Shorter than the unabridged one",
    ),
    Context(
        name="a question or an exception",
        trust=Trust.REFUSED,
        sources=ALL_TEXTS,
        after=r"\s*\?|\s*\(\s*\?|\s+(?:except|unless|but\s+for|i\s+(?:think|guess|believe)|außer|sauf|excepto|tranne|кроме)\b",
        example="Unabridged except for the preface",
    ),
    Context(
        name="a recording that is elsewhere",
        trust=Trust.REFUSED,
        after=(
            r"(?:\s+\w+){0,2}\s+(?:is\s+|are\s+|also\s+|can\s+be\s+|ist\s+|auch\s+|est\s+|aussi\s+)*"
            r"(?:available|elsewhere|found|here|requested|wanted|coming|out\s+there|exists?|erhältlich|verfügbar|disponible|disponibile|dostępn\w+|доступн\w+|verkrijgbaar)\b"
        ),
        example="Unabridged version is also available",
    ),
    Context(
        name="the title of a work",
        trust=Trust.REFUSED,
        after=(
            r"\s+(?:diar(?:y|ies)|journals?|dictionary|letters|translation|manuscript|poems?|histor(?:y|ies)|guide|bible"
            r"|encyclop\w+|works|screenplay|novels?|stories|text\s+of|tale)\b"
        ),
        example="Sylvia Plath's unabridged journals",
    ),
    Context(
        name="abridgement in the tags",
        trust=Trust.STATED,
        sources=TAGS,
        forms=_SURE,
        example="Track 1 of Part 2Unabridged, 64k",
        value="False",
    ),
    Context(
        name="abridgement as a tag",
        trust=Trust.STATED,
        before=rf"(?:\A|[|,;\n/(\[])\s*{_NOUN_BEFORE}",
        after=rf"(?:\s+{_RECORDING})?\s*(?:\Z|[|,;\n/)\].])",
        sources=TAGS,
        example="MP3, versión íntegra, 64 kbps",
        value="False",
    ),
    Context(
        name="abridgement in brackets",
        trust=Trust.STATED,
        before=r"[\[({]\s*(?:[\w. ]{1,20}[\s/-]+)?",
        after=r"[^\])}\n]{0,20}[\])},;|]",
        sources=TITLE | DESCRIPTION,
        example="The Hobbit (Unabridged)",
        value="False",
    ),
    Context(
        name="abridgement at a title's end",
        trust=Trust.STATED,
        before=rf"(?:[,:;|]\s*|\s[-–—]\s*){_NOUN_BEFORE}",
        after=rf"(?:\s+{_RECORDING})?\s*\Z",
        sources=TITLE,
        example="The Hobbit - Unabridged Audiobook",
        value="False",
    ),
    Context(
        name="abridgement on a line of its own",
        trust=Trust.STATED,
        before=rf"(?:\A|[\n|•·*])\s*{_NOUN_BEFORE}",
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
        forms=(UNABRIDGED,),
        example="The novel, complete and unabridged.",
        value="False",
    ),
    Context(
        name="unabridged recording, in a description",
        trust=Trust.HINT,
        after=rf"(?:\s+and\s+\w+)?\s+(?:[a-z-]+\s+)?{_RECORDING}",
        sources=DESCRIPTION,
        forms=(UNABRIDGED,),
        example="These are the unabridged editions of all three",
        value="False",
    ),
    Context(
        name="abridged recording, in a description",
        trust=Trust.HINT,
        before=r"(?<![a-z])(?:this(?:\s+is)?(?:\s+an?|\s+the)?|is\s+an?)\s+",
        after=rf"\s+(?:[a-z-]+\s+)?{_RECORDING}",
        sources=DESCRIPTION,
        forms=(ABRIDGED,),
        example="Please note: this is an abridged version",
        value="True",
    ),
)
