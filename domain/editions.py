"""Which of several editions of one book to take, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import BadInputError
from domain.facts import ReasonKind
from domain.languages import language_code
from domain.matching.names import COMPATIBLE, agreement, names
from domain.matching.text import words
from domain.recording import Recording

EditionOrder = tuple[str, ...]
"""Names of criteria, the most important first; see `edition_order`."""

DEFAULT_ORDER: Final[EditionOrder] = (
    "language",
    "unabridged",
    "format",
    "free",
    "seeders",
    "chapters",
    "bitrate",
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the listener prefers, and what costs the account nothing.

    Args:
        order: The criteria, the most important first.
        languages: As names or codes, the best first; other languages come last, unknown ones before them.
        formats: File types, the best first; all others come last.
        narrators: The best first; if given, they count before everything else, unless `order`
            places "narrator" itself.
        account_is_vip: Whether the account's class is VIP or Elite VIP.

    Raises:
        BadInputError: `order` names an unknown criterion, or one twice.
    """

    order: EditionOrder = DEFAULT_ORDER
    languages: tuple[str, ...] = ("en",)
    formats: tuple[str, ...] = ("m4b", "mp3")
    narrators: tuple[str, ...] = ()
    account_is_vip: bool = False

    def __post_init__(self) -> None:
        edition_order(self.order)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen edition.

    Args:
        chosen: The best candidate.
        ranking: All candidates, best first.
        decided_by: The criterion by which it is better than the runner-up; None for none.
        why: One sentence for a person.
    """

    chosen: Recording
    ranking: tuple[Recording, ...]
    decided_by: str | None
    why: str


@dataclass(frozen=True, slots=True)
class _Criterion:
    """How a recording ranks by one property, lower being better, and how that property is shown."""

    rank: Callable[[Recording, Preferences], float]
    shown: Callable[[Recording, Preferences], str]


def edition_order(criteria: Iterable[str]) -> EditionOrder:
    """The user's order.

    Raises:
        BadInputError: It is empty, or names an unknown criterion, or one twice.
    """
    order = tuple(name.strip().lower() for name in criteria)
    for name in order:
        if name not in _CRITERIA:
            raise BadInputError("EDITION_ORDER", f"“{name}” does not exist; use {', '.join(_CRITERIA)}")
    if not order or len(set(order)) < len(order):
        raise BadInputError("EDITION_ORDER", "name each criterion once, and at least one")
    return order


def choose(candidates: Sequence[Recording], *, preferences: Preferences) -> Choice:
    """The best of *candidates*, whatever their order; all must be matches for one book.

    Raises:
        ValueError: There are no candidates.
    """
    if not candidates:
        raise ValueError("there are no candidates")
    order = edition_order(preferences.order)
    if preferences.narrators and "narrator" not in order:
        order = ("narrator", *order)

    def ranks(recording: Recording) -> tuple[float, ...]:
        return tuple(_CRITERIA[name].rank(recording, preferences) for name in order)

    # Among equals the newer upload, which has the higher id.
    ranking = tuple(sorted(candidates, key=lambda found: (*ranks(found), -(found.torrent_id or 0))))
    if len(ranking) == 1:
        return Choice(ranking[0], ranking, None, "It is the only edition found.")
    pairs = zip(order, ranks(ranking[0]), ranks(ranking[1]), strict=True)
    decided_by = next((name for name, best, next_best in pairs if best != next_best), None)
    if decided_by is None:
        return Choice(ranking[0], ranking, None, "It equals the next best and was uploaded later.")
    best, next_best = (_CRITERIA[decided_by].shown(found, preferences) for found in ranking[:2])
    why = f"Chosen from {len(ranking)} editions by {decided_by}: {best}; the next best: {next_best}."
    return Choice(ranking[0], ranking, decided_by, why)


def not_asked_for(recording: Recording, *, languages: tuple[str, ...]) -> tuple[ReasonKind, ...]:
    """Why an edition needs a person: its language is not one of these, or it is abridged.

    An unknown language is no doubt, nor is unknown abridgement.
    """
    found = _language(recording.language or "")
    other = found and found not in {_language(name) for name in languages}
    doubts = [ReasonKind.OTHER_LANGUAGE] if other else []
    return tuple([*doubts, ReasonKind.ABRIDGED] if recording.abridged else doubts)


def is_free(recording: Recording, *, account_is_vip: bool) -> bool:
    """Whether the download leaves this account's ratio alone (facts/mam.md 2.3)."""
    return recording.freeleech or recording.personal_freeleech or (recording.fl_vip and account_is_vip)


def _language(name: str) -> str:
    return language_code(name) or next(iter(words(name)), "")


def _by_language(recording: Recording, preferences: Preferences) -> float:
    wanted = [_language(name) for name in preferences.languages]
    found = _language(recording.language or "")
    if not found:
        return len(wanted)
    return wanted.index(found) if found in wanted else len(wanted) + 1


def _by_format(recording: Recording, preferences: Preferences) -> float:
    found = {name.strip(" .").lower() for name in recording.file_types}
    ranks = [rank for rank, name in enumerate(preferences.formats) if name.strip(" .").lower() in found]
    return min(ranks, default=len(preferences.formats))


def _by_narrator(recording: Recording, preferences: Preferences) -> float:
    readers = names(recording.narrators)
    agreeing = [agreement(names((wanted,)), readers) >= COMPATIBLE for wanted in preferences.narrators]
    return agreeing.index(True) if any(agreeing) else len(agreeing)


def _by_chapters(recording: Recording, _: Preferences) -> float:
    if recording.chapters is None:
        return 1
    return 0 if recording.chapters > 1 else 2


def _shown(value: float | None, unit: str) -> str:
    return f"{unit} unknown" if value is None else f"{value} {unit}"


_ABRIDGED: Final = {False: "unabridged", None: "not marked as unabridged", True: "abridged"}
_CRITERIA: Final = {
    "narrator": _Criterion(
        _by_narrator, lambda found, _: ", ".join(found.narrators[:3]) or "narrator unknown"
    ),
    "language": _Criterion(_by_language, lambda found, _: found.language or "language unknown"),
    "unabridged": _Criterion(
        lambda found, _: (False, None, True).index(found.abridged),
        lambda found, _: _ABRIDGED[found.abridged],
    ),
    "format": _Criterion(_by_format, lambda found, _: " ".join(found.file_types) or "format unknown"),
    "free": _Criterion(
        lambda found, wanted: not is_free(found, account_is_vip=wanted.account_is_vip),
        lambda found, wanted: "free" if is_free(found, account_is_vip=wanted.account_is_vip) else "not free",
    ),
    "seeders": _Criterion(
        lambda found, _: -(found.seeders or 0), lambda found, _: _shown(found.seeders, "seeders")
    ),
    "chapters": _Criterion(_by_chapters, lambda found, _: _shown(found.chapters, "chapters")),
    "bitrate": _Criterion(
        lambda found, _: -(found.bitrate_kbps or 0), lambda found, _: _shown(found.bitrate_kbps, "kbps")
    ),
}
