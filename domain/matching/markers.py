"""Words that mark what a row is: several books, a dramatisation, a book about a book, noise.

Patterns apply to folded text: lower case, no accents, and no punctuation unless stated.
"""

import re
from functools import lru_cache
from typing import Final

from domain.late_pattern import late
from domain.matching.text import LONGEST, REMEMBERED, words
from domain.matching.vocabulary import volume_words, works

_UNSPACED: Final = late(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def phrases(*tables: dict[str, str]) -> str:
    """A pattern for the phrases of all languages of *tables* in folded text, without a group.

    Scripts without blanks between words have no word boundaries.
    """
    listed = {folded(phrase) for table in tables for row in table.values() for phrase in row.split("|")}
    ordered = sorted(map(re.escape, listed), key=len, reverse=True)
    spaced = "|".join(phrase for phrase in ordered if not _UNSPACED.search(phrase))
    unspaced = [phrase for phrase in ordered if _UNSPACED.search(phrase)]
    return "|".join([rf"(?<!\w)(?:{spaced})(?!\w)", *unspaced])


def folded(text: str) -> str:
    """The text in the form for these patterns."""
    return " ".join(words(text))


# Several books, whatever else the title contains.
_SEVERAL: Final = late(
    r"\b(?:box(?:ed)? ?sets?|omnibus|compilation|collection|collected works|audiobooks of"
    r"|complete (?:\w+ ){0,3}(?:series|saga|trilogy|collection|novels|books|works|stories|set|cycle|chronicles)"
    r"|(?:complete|entire|whole) series|\d+ (?:books?|novels|volumes)(?: (?:set|bundle|collection|pack))?$"
    r"|all \d+ (?:books|novels)|book bundle|(?:\d|two|three|four|five) in (?:1|one))\b"
    rf"|{phrases(volume_words.SEVERAL)}"
)
# Several books unless a number selects one: "The Farseer Trilogy, Book 1".
_WHOLE_SERIES: Final = late(rf"{phrases(volume_words.WHOLE)}|\w series$")
# What uploaders write in tags of a collection; "author of 12 books" is not that.
_COLLECTION_TAGS: Final = late(
    r"\b(?:complete (?:\w+ ){0,2}(?:series|collection|set)|includes all|box(?:ed)? ?set|omnibus"
    r"|(?<!of )(?:all \d+ (?:\w+ ){0,5}|all (?:of )?the (?:\w+ ){0,2})(?:novels|books?)"
    r"|books? \d{1,2} (?:to|through|thru) \d{1,2}|novels (?:\d{1,2} ){2,}"
    r"|(?<!of )(?<!than )(?<!over )(?<!the )(?<!top )\b(?:[2-9]|[1-9]\d) "
    r"(?:(?!best|greatest|top|more|other|star)\w+ ){0,2}(?:books|novels|audiobooks))\b"
)
_DRAMA: Final = late(
    r"\b(?:graphic ?audio|(?:full cast )?dramati[sz](?:ed|ation|ations)(?: adaptation)?|(?:audio|radio|bbc) ?(?:drama|play|theat(?:re|er)|adaptation)s?"
    r"|bbc radio|radio [34]\b|full cast|multi cast|la theat(?:re|er) works|l a theat(?:re|er) works"
    r"|audio immersion|immersion tunnel|cinematic audio|movie in your mind)\b"
    rf"|{phrases(works.PLAYED)}"
)
_NOT_DRAMA: Final = late(
    r"\b(?:not|no|non|never|isnt|without|than)(?: \w+){0,2} "
    r"(?:dramati[sz]\w+|full cast|graphic ?audio|(?:audio|radio) ?(?:drama|play))"
)
_STORIES: Final = late(r"\b(?:stories|story|anthology|essays|poems)\b")
ABOUT: Final = late(
    r"\b(?:summary|summaries|analysis|study guide|companion|unofficial|unauthori[sz]ed"
    r"|cliffs? ?notes|spark ?notes|conversation starters|trivia|workbook|book review|critical|criticism"
    r"|key takeaways|insights|in (?:his|her|their) own words|making of|world of|art of|science of"
    r"|philosophy of|guide to|readers guide|interview|encyclop(?:a?e)dia|discussion|fan ?fiction"
    r"|graphic (?:novel|history|adaptation)|sampler|excerpt|sneak peek|lecture|lectures"
    r"|young readers|graded reader|simplified|retold|parody|colou?ring book)\b"
)
_DESCRIPTION: Final = late(
    r"an? (?:[\w/'-]+ ){0,5}(?:novel|novels|novella|novelette|memoir|biography|autobiography|thriller|mystery"
    r"|romance|adventure|adventures|story|stories|tale|tales|fantasy|saga|litrpg|gamelit|western|suspense"
    r"|fable|fairy tale|comedy|history|apocalypse|harem|progression|lit ?rpg|book)"
    r"|the (?:novel|novella|memoir|autobiography|(?:true|untold|inside|full|real|incredible) story(?: of .*)?)"
    r"|novel|novella|memoir|short story|short stories|an? (?:\w+ )?(?:novel|tale|memoir) of .*"
    r"|(?:an? |the )?(?:litrpg|gamelit|progression fantasy|epic fantasy)[\w/ -]*"
)
_OF_RECORDING: Final = late(
    r"\b(?:un)?abridged\b(?:\s+audio ?books?)?|\baudio ?books?\b"
    r"|\b(?:m4b|m4a|mp3|flac|aac|aax|ogg|opus)\b"
    r"|\b\d{1,3}\s*@\s*\d{2,3}\s*k(?:bps|b/s)?\b|\b\d{2,3}\s*k(?:bps|b/s|bit/s)\b"
    r"|\b(?:narrated|read|performed) by\b.*"
    r"|\b(?:true ?decrypt|libation|retail|requested|chapteri[sz]ed)\b"
)
_OF_EDITION: Final = late(
    r"\b(?:the )?(?:\w+ )?anniversary (?:\w+ )?edition\b"
    r"|\b(?:the )?(?:complete (?:and )?)?(?:special|deluxe|revised|updated|expanded|definitive|uncut|limited"
    r"|collectors|international|illustrated|enhanced|original|uk|us|british|american|audible|new|first|second"
    r"|third|movie tie[- ]in|tv tie[- ]in|media tie[- ]in|unabridged|abridged)"
    r"(?: (?:and )?(?:revised|updated|expanded|uncut|unabridged|illustrated))? (?:edition|version)\b"
    r"|\b(?:movie|tv|media|film) tie[- ]in\b|\bauthors preferred text\b"
)
_YEAR: Final = late(r"\s*(?:19|20)\d\d\s*")
_OTHER_FORM: Final = late(phrases(works.FORMS, works.ABOUT))
_OTHER_STORY: Final = late(f"{phrases(works.RELATED)}|{'|'.join(works.MORE.values())}")
_KINDS: Final = late(phrases(works.KINDS))
_DESCRIPTIVE: Final = frozenset(words(" ".join(works.DESCRIPTIVE.values()).replace("|", " "))) | {
    "how",
    "why",
}
_FRONT: Final = 6
"""The first words of a subtitle, which show whether it describes the book."""


def several(text: str) -> str | None:
    """The words for several books, whatever else the title contains; None without them."""
    found = _SEVERAL.search(folded(text))
    return found[0] if found else None


def whole_series(text: str) -> str | None:
    """The words for several books unless a number selects one; None without them."""
    found = _WHOLE_SERIES.search(folded(text))
    return found[0] if found else None


def is_whole_series(piece: str) -> bool:
    """Whether a piece of a title only says that it is a trilogy, or the like."""
    return bool(_WHOLE_SERIES.fullmatch(folded(piece)))


@lru_cache(REMEMBERED)
def collection_in_tags(tags: str) -> str | None:
    """The words for several books in *tags*; None without them."""
    found = _COLLECTION_TAGS.search(folded(tags))
    return found[0] if found else None


def drama(text: str) -> str | None:
    """The words for a dramatisation; None without them."""
    return _drama(text[:LONGEST])


@lru_cache(REMEMBERED)
def _drama(text: str) -> str | None:
    found = _DRAMA.search(_NOT_DRAMA.sub(" ", folded(text)))
    return found[0] if found else None


def without_drama(piece: str) -> str:
    """The folded piece without the words for a dramatisation."""
    return _DRAMA.sub(" ", folded(piece))


def has_stories(text: str) -> bool:
    """Whether the text mentions shorter pieces in one volume."""
    return bool(_STORIES.search(folded(text)))


def describes(piece: str) -> bool:
    """Whether a piece of a title only says what kind of book it is ("A Novel")."""
    said = bool(_DESCRIPTION.fullmatch(piece.strip()) or _KINDS.fullmatch(folded(piece)))
    return said and not ABOUT.search(piece)


def is_descriptive(subtitle: tuple[str, ...]) -> bool:
    """Whether a subtitle describes its book ("A Brief History of Humankind"), and so does not name another."""
    return not _DESCRIPTIVE.isdisjoint(subtitle[:_FRONT])


def other_form(text: str) -> frozenset[str]:
    """The words for another form of the story, or for a book about it."""
    return frozenset(found[0] for found in _OTHER_FORM.finditer(without_drama(text)))


def other_story(text: str) -> frozenset[str]:
    """The words for another story in the same world, or for further stories in this book."""
    return frozenset(found[0] for found in _OTHER_STORY.finditer(folded(text)))


def without_noise(piece: str, *, bracketed: bool) -> str:
    """The piece without formats, editions and narrators; a year is removed only where it fills a bracket."""
    return _OF_EDITION.sub(" ", without_technicalities(piece, bracketed=bracketed))


def without_technicalities(piece: str, *, bracketed: bool) -> str:
    """The same, but with the edition that it names."""
    if bracketed and _YEAR.fullmatch(piece):
        return ""
    return _OF_RECORDING.sub(" ", piece)
