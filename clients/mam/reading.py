"""Saved answers of MAM, read from a file, and a recording as a line of output."""

import json
from datetime import UTC
from typing import Any, Final

from clients.mam.markup import describe
from clients.mam.pages import read_detail, read_results
from clients.mam.plain_text import one_line
from clients.mam.rows import read_answer
from domain.errors import BadInputError
from domain.extraction import ExtraFields
from domain.recording import Evidence, Recording, utc_text

_FIELD: Final = "FILE"
_BLANKS: Final = b"\xef\xbb\xbf \t\r\n\x0b\x0c"
_WANTED: Final = "save a result page, a torrent's page or a JSON answer of MyAnonamouse instead"
_KINDS: Final = (
    (b"d8:announce", "a torrent file"),
    (b"d13:announce", "a torrent file"),
    (b"\x1f\x8b", "compressed"),
    (b"PK\x03\x04", "a zip archive"),
    (b"%PDF", "a PDF"),
)


def read_file(body: bytes, *, extra: ExtraFields | None = None) -> tuple[Recording, ...]:
    """The recordings in a saved JSON answer, result page or torrent's page, recognised by its content.

    Raises:
        BadInputError: It is none of these; the message says what it is.
        CredentialsError: It is a page that the site shows without a session.
        NotFoundError: It says that the torrent does not exist.
        UnexpectedAnswerError: It is an answer of MAM without recordings, such as an error.
    """
    content = body.lstrip(_BLANKS)
    if content[:1] in {b"{", b"["}:
        return _from_json(content, extra)
    if b"torDetMainCon" in content:
        return (read_detail(body, extra=extra),)
    if b"newTorTable" in content or b'id="ssr"' in content or b"takelogin.php" in content:
        return read_results(body, extra=extra).recordings
    raise BadInputError(_FIELD, f"{_kind(content)}; {_WANTED}")


def left_out(recording: Recording) -> dict[str, list[dict[str, str]]]:
    """The refused findings of each field, as JSON: where, the words, and why."""
    return {field: [_evidence(one) for one in found] for field, found in recording.left_out.items()}


def as_line(recording: Recording) -> dict[str, Any]:
    """The recording as one JSON object of the command line, its keys in their order; unknown is None.

    Text has no line ends and single blanks; `added` is ISO 8601 in UTC, `release_date` YYYY-MM-DD.
    """
    return {
        "torrent_id": recording.torrent_id,
        "title": _line(recording.title),
        "authors": [one_line(name) for name in recording.authors],
        "narrators": [one_line(name) for name in recording.narrators],
        "series": [
            {"name": one_line(series.name), "sequence": _line(series.sequence)} for series in recording.series
        ],
        "duration_seconds": recording.duration_seconds,
        "abridged": recording.abridged,
        "publisher": _line(recording.publisher),
        "release_date": recording.release_date.isoformat() if recording.release_date else None,
        "language": _line(recording.language),
        "file_types": list(recording.file_types),
        "size_bytes": recording.size_bytes,
        "files": recording.files,
        "category_id": recording.category_id,
        "added": utc_text(recording.added.astimezone(UTC)) if recording.added else None,
        "seeders": recording.seeders,
        "leechers": recording.leechers,
        "snatched": recording.snatched,
        "tags": _line(recording.tags),
        "evidence": {
            field: [_evidence(one) for one in evidence] for field, evidence in recording.evidence.items()
        },
    }


def _evidence(one: Evidence) -> dict[str, str]:
    return {"source": one.source, "rule": one.rule, "snippet": one_line(one.snippet), "value": one.value}


def _from_json(content: bytes, extra: ExtraFields | None) -> tuple[Recording, ...]:
    """The rows of a search's answer, of a bare list of rows, or of a single row."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInputError(_FIELD, f"begins like JSON and is not; {_WANTED}") from error
    if isinstance(answer, list):
        answer = {"data": answer}
    elif isinstance(answer, dict) and "data" not in answer and "id" in answer:
        answer = {"data": [answer]}
    return read_answer(answer, extra=extra).recordings


def _kind(content: bytes) -> str:
    if not content:
        return "empty"
    for beginning, name in _KINDS:
        if content.startswith(beginning):
            return name
    return describe(content)


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)
