"""Words that say what a row is: several books, a dramatisation, a book about a book, noise.

Patterns look at folded text: lower case, no accents, and no punctuation unless said.
"""

import re
from functools import lru_cache
from typing import Final

from domain.matching.text import LONGEST, REMEMBERED, words

# Several books whatever else the title says.
COLLECTION: Final = re.compile(
    r"\b(?:box(?:ed)? ?sets?|omnibus|compilation|collection|collected works|audiobooks of"
    r"|complete (?:\w+ ){0,3}(?:series|saga|trilogy|collection|novels|books|works|stories|set|cycle|chronicles)"
    r"|(?:complete|entire|whole) series|\d+ (?:books?|novels|volumes)(?: (?:set|bundle|collection|pack))?$"
    r"|all \d+ (?:books|novels)|book bundle|(?:\d|two|three|four|five) in (?:1|one))\b"
)
# Several books unless a number says which one: "The Farseer Trilogy, Book 1".
WHOLE_SERIES: Final = re.compile(
    r"\b(?:duology|dilogy|trilogy|tetralogy|quadrilogy|pentalogy|quartet|quintet|sextet|septology)\b|\w series$"
)
# What uploaders write in tags about a collection; "author of 12 books" is no such thing.
_COLLECTION_TAGS: Final = re.compile(
    r"\b(?:complete (?:\w+ ){0,2}(?:series|collection|set)|includes all|box(?:ed)? ?set|omnibus"
    r"|(?<!of )(?:all \d+ (?:\w+ ){0,5}|all (?:of )?the (?:\w+ ){0,2})(?:novels|books?)"
    r"|books? \d{1,2} (?:to|through|thru) \d{1,2}|novels (?:\d{1,2} ){2,}"
    r"|(?<!of )(?<!than )(?<!over )(?<!the )(?<!top )\b(?:[2-9]|[1-9]\d) "
    r"(?:(?!best|greatest|top|more|other|star)\w+ ){0,2}(?:books|novels|audiobooks))\b"
)
_DRAMA: Final = re.compile(
    r"\b(?:graphic ?audio|dramati[sz](?:ed|ation|ations)|(?:audio|radio|bbc) ?(?:drama|play|theat(?:re|er))s?"
    r"|bbc radio|radio [34]\b|full cast|multi cast|la theat(?:re|er) works|l a theat(?:re|er) works"
    r"|audio immersion|immersion tunnel|cinematic audio|movie in your mind|horspiel)\b"
)
_NOT_DRAMA: Final = re.compile(
    r"\b(?:not|no|non|never|isnt|without|than)(?: \w+){0,2} "
    r"(?:dramati[sz]\w+|full cast|graphic ?audio|(?:audio|radio) ?(?:drama|play))"
)
_STORIES: Final = re.compile(r"\b(?:stories|story|anthology|essays|poems)\b")
ABOUT: Final = re.compile(
    r"\b(?:summary|summaries|analysis|study guide|companion|unofficial|unauthori[sz]ed"
    r"|cliffs? ?notes|spark ?notes|conversation starters|trivia|workbook|book review|critical|criticism"
    r"|key takeaways|insights|in (?:his|her|their) own words|making of|world of|art of|science of"
    r"|philosophy of|guide to|readers guide|interview|encyclop(?:a?e)dia|discussion|fan ?fiction"
    r"|graphic (?:novel|history|adaptation)|sampler|excerpt|sneak peek|lecture|lectures"
    r"|young readers|graded reader|simplified|retold|parody|colou?ring book)\b"
)
_DESCRIPTION: Final = re.compile(
    r"an? (?:[\w/'-]+ ){0,5}(?:novel|novels|novella|novelette|memoir|biography|autobiography|thriller|mystery"
    r"|romance|adventure|adventures|story|stories|tale|tales|fantasy|saga|litrpg|gamelit|western|suspense"
    r"|fable|fairy tale|play|essay|comedy|history|apocalypse|harem|progression|lit ?rpg|book)"
    r"|the (?:novel|novella|memoir|autobiography|(?:true|untold|inside|full|real|incredible) story(?: of .*)?)"
    r"|novel|novella|memoir|short story|short stories|an? (?:\w+ )?(?:novel|tale|memoir) of .*"
    r"|(?:an? |the )?(?:litrpg|gamelit|progression fantasy|epic fantasy)[\w/ -]*"
)
_NOISE: Final = re.compile(
    r"\b(?:un)?abridged\b(?:\s+audio ?books?)?|\baudio ?books?\b"
    r"|\b(?:m4b|m4a|mp3|flac|aac|aax|ogg|opus)\b"
    r"|\b\d{1,3}\s*@\s*\d{2,3}\s*k(?:bps|b/s)?\b|\b\d{2,3}\s*k(?:bps|b/s|bit/s)\b"
    r"|\b(?:narrated|read|performed) by\b.*"
    r"|\b(?:the )?(?:\w+ )?anniversary (?:\w+ )?edition\b"
    r"|\b(?:the )?(?:complete (?:and )?)?(?:special|deluxe|revised|updated|expanded|definitive|uncut|limited"
    r"|collectors|international|illustrated|enhanced|original|uk|us|british|american|audible|new|first|second"
    r"|third|movie tie[- ]in|tv tie[- ]in|media tie[- ]in|unabridged|abridged)"
    r"(?: (?:and )?(?:revised|updated|expanded|uncut|unabridged|illustrated))? (?:edition|version)\b"
    r"|\b(?:movie|tv|media|film) tie[- ]in\b|\bauthors preferred text\b"
    r"|\b(?:true ?decrypt|libation|retail|requested|chapteri[sz]ed)\b"
)
_YEAR: Final = re.compile(r"\s*(?:19|20)\d\d\s*")


def folded(text: str) -> str:
    """The text as the patterns here want it."""
    return " ".join(words(text))


@lru_cache(REMEMBERED)
def collection_in_tags(tags: str) -> str | None:
    """The words in *tags* that speak of several books; None when there are none."""
    found = _COLLECTION_TAGS.search(folded(tags))
    return found[0] if found else None


def drama(text: str) -> str | None:
    """The words that speak of a dramatisation; None when there are none."""
    return _drama(text[:LONGEST])


@lru_cache(REMEMBERED)
def _drama(text: str) -> str | None:
    found = _DRAMA.search(_NOT_DRAMA.sub(" ", folded(text)))
    return found[0] if found else None


def without_drama(piece: str) -> str:
    """The folded piece without the words that speak of a dramatisation."""
    return _DRAMA.sub(" ", folded(piece))


def tells_stories(text: str) -> bool:
    """Whether the text speaks of shorter pieces in one volume."""
    return bool(_STORIES.search(folded(text)))


def describes(piece: str) -> bool:
    """Whether a piece of a title only says what kind of book it is ("A Novel")."""
    return bool(_DESCRIPTION.fullmatch(piece.strip())) and not ABOUT.search(piece)


def without_noise(piece: str, *, bracketed: bool) -> str:
    """The piece without formats, editions and narrators; a year goes only where it fills a bracket."""
    if bracketed and _YEAR.fullmatch(piece):
        return ""
    return _NOISE.sub(" ", piece)
