"""Whether what a second source found is the very recording of an item, and what of it may fill the item's fields.

Another recording of the same book has another narrator, so that title and author are no proof: it takes the item's own
ASIN, or title, author and length. Its own ASIN proves nothing where language or length contradict it: it may have been
copied from another edition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain import listed_duration
from domain.asin import asin_of
from domain.enrichment import Finding
from domain.hits import Hit
from domain.languages import language_code, language_name
from domain.matching import Match, Verdict, Wanted, match
from domain.matching.names import COMPATIBLE, agreement, names
from domain.policy import FieldName
from domain.recording import Recording, Series
from domain.sanitised import as_html

WORTH_ASKING: Final = (
    FieldName.NARRATORS,
    FieldName.ABRIDGED,
    FieldName.SERIES,
    FieldName.ASIN,
    FieldName.PUBLISHER,
    FieldName.PUBLISHED_YEAR,
    FieldName.DESCRIPTION,
    FieldName.LANGUAGE,
)
"""A request is made where one of these is empty."""

FILLED: Final = (
    *WORTH_ASKING,
    *(FieldName.SUBTITLE, FieldName.GENRES, FieldName.ISBN, FieldName.TITLE, FieldName.AUTHORS),
)
"""These are filled where they are empty: what is not worth a request comes along with an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of an item's recording: by the library, and where that says nothing by MAM.

    `seconds` is its computed length, 0 where there is none. `abridged` is None where it is not known.
    """

    title: str | None
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    series: tuple[Series, ...]
    asin: str | None
    language: str | None
    seconds: float
    abridged: bool | None


def provable(held: Held) -> bool:
    """Whether any hit could be proved to be this recording."""
    return asin_of(held.asin) is not None or _has_words(held)


def asin_to_ask(held: Held, *, in_vain: int) -> str | None:
    """The ASIN to look a recording up by; None when title and author are to be asked for.

    A library's ASIN may be another region's: after a look in vain the words have their turn, then the number again.
    """
    return asin_of(held.asin) if in_vain % 2 == 0 or not _has_words(held) else None


def choose(held: Held, hits: Sequence[Hit]) -> Finding:
    """Which of *hits* is the recording of a `provable` item, and what it says.

    Where several are, it is what they agree on; where those have different narrators, none is.
    """
    if not hits:
        return Finding(found=False, why="nothing was found")
    refusals = [(hit, _refusal(held, hit)) for hit in hits]
    accepted = [hit for hit, refusal in refusals if refusal is None]
    own = [hit for hit in accepted if _is_own(held, hit)]
    if own:
        return Finding(found=True, why=f"has the item's own ASIN, {own[0].asin}", values=_said(own[0]))
    if not accepted:
        hit, refusal = refusals[0]
        return Finding(found=False, why=f"“{_called(hit) or 'without a title'}” is not it: {refusal}")
    if not all(_same_readers(accepted[0].narrators, one.narrators) for one in accepted):
        readers = " or ".join(dict.fromkeys(", ".join(one.narrators) for one in accepted if one.narrators))
        return Finding(found=False, why=f"several recordings fit, read by {readers}")
    lengths = listed_duration.check(accepted[0].seconds, held.seconds).sentence
    return Finding(found=True, why=f"title, author and length agree: {lengths}", values=_agreed(accepted))


def _refusal(held: Held, hit: Hit) -> str | None:
    """Why it is another recording, or may be; None for the item's own."""
    lengths = listed_duration.check(hit.seconds, held.seconds)
    if other := _other_language(held, hit):
        return other
    if lengths.agree is False:
        return f"its length is another: {lengths.sentence}"
    if not _is_own(held, hit):
        return (
            _unless_same_words(held, hit) or _unless_same_length(lengths) or _unless_same_recording(held, hit)
        )
    # Where the length agrees with the item's own ASIN, a title may be a file's name.
    return None if lengths.agree else _contradiction(held, hit)


def _contradiction(held: Held, hit: Hit) -> str | None:
    found = _compared(held, hit)
    if found is not None and found.verdict is Verdict.NO_MATCH:
        return found.why
    return _unless_same_recording(held, hit)


def _unless_same_words(held: Held, hit: Hit) -> str | None:
    found = _compared(held, hit) if _has_words(held) else None
    if found is None:
        return "there is nothing to compare it by"
    return None if found.verdict is Verdict.MATCH else found.why


def _unless_same_length(lengths: listed_duration.DurationCheck) -> str | None:
    return None if lengths.agree else f"its length cannot be compared: {lengths.sentence}"


def _unless_same_recording(held: Held, hit: Hit) -> str | None:
    if not _same_readers(held.narrators, hit.narrators):
        return f"it is read by {', '.join(hit.narrators)}"
    if held.abridged is not None and hit.abridged is not None and held.abridged != hit.abridged:
        return "it is abridged" if hit.abridged else "it is unabridged"
    return None


def _compared(held: Held, hit: Hit) -> Match | None:
    """How the words answer to each other; None where the item has none."""
    if not (held.title or "").strip():
        return None
    numbered = next((one for one in held.series if one.sequence), next(iter(held.series), None))
    wanted = Wanted(
        title=held.title,
        authors=held.authors or hit.authors,
        series=numbered.name if numbered else None,
        number=numbered.sequence if numbered else None,
    )
    return match(wanted, Recording(title=_called(hit), authors=hit.authors, series=hit.series))


def _called(hit: Hit) -> str | None:
    """Title and subtitle: the latter is where a summary, a guide or a part says what it is."""
    return ": ".join(part for part in (hit.title, hit.subtitle) if part) or None


def _other_language(held: Held, hit: Hit) -> str | None:
    spoken = language_code(held.language)
    if spoken is None or hit.language is None or language_code(hit.language) == spoken:
        return None
    return f"it is in another language: {hit.language}, not {held.language}"


def _same_readers(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return not ours or not theirs or agreement(names(ours), names(theirs)) >= COMPATIBLE


def _is_own(held: Held, hit: Hit) -> bool:
    return hit.asin is not None and hit.asin == asin_of(held.asin)


def _has_words(held: Held) -> bool:
    return bool((held.title or "").strip() and held.authors and held.seconds > 0)


def _agreed(hits: Sequence[Hit]) -> dict[FieldName, Any]:
    """What all of them say that say anything of a field."""
    said = [_said(hit) for hit in hits]
    values: dict[FieldName, Any] = {}
    for name in dict.fromkeys(name for one in said for name in one):
        first, *others = [one[name] for one in said if name in one]
        if all(other == first for other in others):
            values[name] = first
    return values


def _said(hit: Hit) -> dict[FieldName, Any]:
    """Its values as plain JSON, without what it does not say."""
    values: dict[FieldName, Any] = {
        FieldName.NARRATORS: list(hit.narrators),
        FieldName.ABRIDGED: hit.abridged,
        FieldName.SERIES: [one.model_dump() for one in hit.series],
        FieldName.ASIN: hit.asin,
        FieldName.PUBLISHER: hit.publisher,
        FieldName.PUBLISHED_YEAR: hit.published_year,
        FieldName.DESCRIPTION: as_html(hit.description or "") or None,
        FieldName.LANGUAGE: language_name(hit.language) if hit.language else None,
        FieldName.SUBTITLE: hit.subtitle,
        FieldName.ISBN: hit.isbn,
        FieldName.TITLE: hit.title,
        FieldName.AUTHORS: list(hit.authors),
        FieldName.GENRES: list(hit.genres),
        FieldName.COVER: hit.cover,
    }
    return {name: value for name, value in values.items() if value not in (None, [])}
