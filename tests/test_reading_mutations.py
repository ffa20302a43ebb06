"""No change of how a page is laid out or spelt turns a fact into another one; it may only become unknown."""

import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy import CORPUS
from clients.mam.reading import read_file
from domain.extraction import Facts, extract
from domain.extraction.imprints import key

OWN: tuple[dict[str, str], ...] = (
    {
        "tags": "MP3, 64kbps, Published 2025-02-11, Unabridged, 28h40m",
        "description": "Title: Salt\nAbridged: No\nTotal Duration: 28:40:31\nPublisher: Tantor Audio\nRelease date: February 11, 2025",
    },
    {
        "tags": "TrueDecrypt 126kbps | 8 hrs 56 mins | Royal Guard Publishing LLC | Released 2025-11-10 | Abridged",
        "description": "A tale of salt.\n\nNarrated by: Ann Reed\nLength: 8 hrs and 56 mins\nAbridged Audiobook\nRelease date: November 10th, 2025",
    },
    {
        "tags": "m4b, Laufzeit: 10 Std. 5 Min. | Ungekürzte Lesung | Verlag: Der Hörverlag",
        "description": "Eine Geschichte.\nGekürzt: nein\nSpieldauer: 10 Stunden und 5 Minuten\nVerlag: Der Hörverlag",
    },
    {
        "tags": "Durée : 2 heures, 35 minutes | Texte intégral",
        "description": "Un conte.\nAbrégé : non\nDurée : 2 h 35 min\nÉditeur : Audiolib",
    },
)
SECTIONS = (
    "Also available:\nAbridged\nRead by Tom Weiner\nLength: 3 hrs 2 mins\nPublisher: Podium Audio",
    "Other formats:\n- Hardcover\n- Unabridged Audiobook\n- 12:13:14",
    "Listeners also enjoyed\nThe Iron Gate\nLength: 12 hrs and 5 mins\nAbridged\nRelease date: June 4th, 2024",
    "Auch erhältlich:\nGekürzte Lesung\nLaufzeit: 3 Std. 2 Min.",
    "Du même auteur :\nVersion abrégée\nDurée : 3 h 2 min",
)
PREFIXES = (
    "- ",
    "* ",
    "> ",
    "• ",
    "\xa0",
    "\t",
    "1. ",
    "a) ",
    "[b]",
    "Also available: ",
    "Other editions: ",
    "About: ",
    "Notes: ",
    "Not ",
    "?",
)
_LONG = 8
SEPARATORS = (",", " |", ";", " /", " -", " –", "\n", " •", "  ", ":", ".", "...", "\xa0|\xa0")
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.title,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\xa0"),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace("-", "–"),
    lambda text: text.replace(":", " :"),
    lambda text: text.replace(":", "："),
    lambda text: text.replace(":", "......:"),
    lambda text: text.replace(":", ""),
    lambda text: text.replace(":", " -"),
    lambda text: text.replace(".", "…"),
    lambda text: text.replace("\n", "\n\n"),
    lambda text: text.replace("\n", "\r\n"),
)


@cache
def texts() -> tuple[dict[str, str], ...]:
    """Our own, and those of the labelled pages where they are beside the checkout."""
    found = list(OWN)
    for path in sorted(CORPUS.glob("[st]*_*.html")) if CORPUS.is_dir() else ():
        found += [
            {"tags": one.tags or "", "description": one.description or "", "title": one.title or ""}
            for one in read_file(path.read_bytes())
            if one.evidence
        ]
    return tuple(found)


def unchanged(before: Facts, after: Facts) -> bool:
    """Whether every fact is as it was or unknown, and none is new."""
    return all(
        new is None or new == old or (isinstance(new, str) and old is not None and _same_name(str(old), new))
        for old, new in zip(before[:4], after[:4], strict=True)
    )


def _same_name(old: str, new: str) -> bool:
    """A name may lose its legal form or a part behind a sign, and gains nothing."""
    return key(old).startswith(key(new)) or key(new) == key(old)


def close(before: Facts, after: Facts) -> bool:
    """The same for a length that is stated twice, once to the second."""
    lengths = before.duration_seconds, after.duration_seconds
    near = None not in lengths and abs((lengths[0] or 0) - (lengths[1] or 0)) <= 60
    return unchanged(
        before, after._replace(duration_seconds=before.duration_seconds if near else after.duration_seconds)
    )


@given(st.data())
def test_the_lines_of_a_description_may_be_moved_blanked_or_prefixed(data: st.DataObject) -> None:
    """A line that is lost or stands elsewhere makes no other value."""
    one = data.draw(st.sampled_from(texts()))
    lines = one["description"].split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(("move", "blank", "prefix")))
    if how == "move":
        lines.insert(other, lines.pop(place))
    elif how == "blank":
        lines[place] = ""
    else:
        lines[place] = data.draw(st.sampled_from(PREFIXES)) + lines[place]

    assert close(extract(**one), extract(**one | {"description": "\n".join(lines)}))


@given(st.data())
def test_a_section_about_others_changes_nothing(data: st.DataObject) -> None:
    """Below a description, or before it: then it may hide what follows."""
    one = data.draw(st.sampled_from(texts()))
    section = data.draw(st.sampled_from(SECTIONS))
    above = data.draw(st.booleans())
    words = f"{section}\n\n{one['description']}" if above else f"{one['description']}\n\n{section}"

    before, after = extract(**one), extract(**one | {"description": words})

    assert close(before, after)
    if not above:
        assert after[:4] == before[:4]


@given(st.data())
def test_another_separator_between_tags_makes_no_other_value(data: st.DataObject) -> None:
    """One of them, or all."""
    one = data.draw(st.sampled_from(texts()))
    separator = data.draw(st.sampled_from(SEPARATORS))
    sign = data.draw(st.sampled_from((",", "|", ";", ".")))
    count = data.draw(st.sampled_from((1, 2, -1)))

    after = extract(**one | {"tags": one["tags"].replace(sign, separator, count)})

    assert close(extract(**one), after)


@given(st.data())
def test_another_spelling_makes_no_other_value(data: st.DataObject) -> None:
    """Case, dashes, dots, colons, blanks and marks apart from their letters."""
    one = data.draw(st.sampled_from(texts()))
    spell = data.draw(st.sampled_from(SPELLINGS))
    where = data.draw(st.sampled_from(sorted(one)))

    assert close(extract(**one), extract(**one | {where: spell(one[where])}))


@given(st.data())
def test_a_prefixed_tag_makes_no_other_value(data: st.DataObject) -> None:
    """Whatever stands before one."""
    one = data.draw(st.sampled_from(texts()))
    tags = one["tags"].split(", ")
    place = data.draw(st.integers(0, len(tags) - 1))
    within_a_value = tags[place][:1].isdigit()  # "4 hours, Other editions: 21 minutes" is another statement
    prefixes = [
        prefix for prefix in PREFIXES if prefix != "Not " and not (within_a_value and len(prefix) > _LONG)
    ]
    tags[place] = data.draw(st.sampled_from(prefixes)) + tags[place]

    assert close(extract(**one), extract(**one | {"tags": ", ".join(tags)}))


@pytest.mark.parametrize("words", [one["description"] for one in OWN])
def test_the_texts_have_facts_to_lose(words: str) -> None:
    """Or nothing would be shown by their staying."""
    facts = extract(description=words)

    assert facts.duration_seconds
    assert facts.abridged is not None
    assert facts.publisher or facts.release_date
