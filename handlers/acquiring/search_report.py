"""What came of a search, in plain values that a run keeps and an answer can carry."""

from typing import Any, Final

from domain.completeness import completeness
from domain.recording import Recording
from domain.search_queries import BookQuery
from handlers.acquiring.propose import Findings

MATCHES_TOLD: Final = 10
"""Of one search; a run that keeps hundreds would be read slowly."""


def state_name(position: int) -> str:
    """Under which name a run keeps what came of the query at this place of the list."""
    return f"query {position}"


def told(query: BookQuery, findings: Findings) -> dict[str, Any]:
    """What was found, proved and recorded for *query*, and what is known of the matches.

    The matches that were chosen come first, with all that was read of them; of the others the first few.
    """
    chosen = [one.recording for one in findings.created] + [one.recording for one in findings.would_create]
    ids = {recording.torrent_id for recording in chosen}
    others = [recording for recording in findings.matches if recording.torrent_id not in ids]
    return {
        "query": str(query),
        "error": None,
        "found": findings.found,
        "proved": findings.proved,
        "matches": [_known(recording) for recording in [*chosen, *others][:MATCHES_TOLD]],
        "created": [download.id for download in findings.created],
        "left_out": [{"title": one.title, "reason": one.reason} for one in findings.left_out],
        "nearest": [{"title": one.title, "why": why} for one, why in findings.unproved[:1]],
    }


def failed(query: BookQuery, error: str) -> dict[str, Any]:
    """The same for a query that could not be searched for."""
    nothing: dict[str, Any] = {name: [] for name in ("matches", "created", "left_out", "nearest")}
    return {"query": str(query), "error": error, "found": 0, "proved": 0} | nothing


def _known(recording: Recording) -> dict[str, Any]:
    complete = completeness(recording)
    return {
        "mam_id": recording.torrent_id,
        "title": recording.title,
        "author": recording.author,
        "known": list(complete.known),
        "missing": list(complete.missing),
    }
