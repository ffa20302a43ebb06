"""The result of a search, as a run stores it and an answer contains it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.completeness import completeness
from domain.recording import Recording
from domain.search_queries import BookQuery
from handlers.acquiring.findings import Findings

MATCHES_SHOWN: Final = 10
"""The limit for one search; a run with hundreds would be read slowly."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A recording that was proved to be the wanted book, and which of its facts are known."""

    mam_id: int | None
    title: str | None
    author: str | None
    known: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A proved book that got no record, and why; `download` is the record that it has already."""

    title: str | None
    reason: str
    download: int | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """A possible recording, what contradicts it, and its number at MyAnonamouse, which older versions did not store."""

    title: str | None
    why: str
    mam_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The result of one search; `created` are the numbers of the new records, `error` why the search failed."""

    query: str
    error: str | None = None
    found: int = 0
    proved: int = 0
    matches: Sequence[Proved] = ()
    created: Sequence[int] = ()
    left_out: Sequence[Skipped] = ()
    nearest: Sequence[Nearest] = ()


def state_name(position: int) -> str:
    """The name under which a run stores the result of the query at this place of the list."""
    return f"query {position}"


def reported(query: BookQuery, findings: Findings) -> Searched:
    """What was found, proved and recorded for *query*, and which facts of the matches are known.

    The chosen matches come first, with all their facts; of the others the first few.
    """
    chosen = [one.recording for one in findings.created] + [one.recording for one in findings.would_create]
    ids = {recording.torrent_id for recording in chosen}
    others = [recording for recording in findings.matches if recording.torrent_id not in ids]
    return Searched(
        query=str(query),
        found=findings.found,
        proved=findings.proved,
        matches=[_known(recording) for recording in [*chosen, *others][:MATCHES_SHOWN]],
        created=[download.id for download in findings.created],
        left_out=[
            Skipped(one.title, one.reason, one.download.id if one.download else None)
            for one in findings.left_out
        ],
        nearest=[Nearest(one.title, why, one.torrent_id) for one, why in findings.unproved[:1]],
    )


def _known(recording: Recording) -> Proved:
    complete = completeness(recording)
    return Proved(
        mam_id=recording.torrent_id,
        title=recording.title,
        author=recording.author,
        known=complete.known,
        missing=complete.missing,
    )
