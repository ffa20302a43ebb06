"""A search row, completed from the torrent's own page."""

from typing import Final

from domain.recording import Recording

# The fields that a page has and a row may lack; numbers of the day (seeders…) stay the row's.
_FACTS: Final = (
    "narrators",
    "series",
    "duration_seconds",
    "abridged",
    "explicit",
    "categories",
    "publisher",
    "release_date",
    "tags",
    "description",
    "isbn",
    "asin",
    "poster",
    "bitrate_kbps",
    "chapters",
)


def is_complete(row: Recording) -> bool:
    """Whether the row has what most rows have, so that the page is not worth a request."""
    return bool(row.narrators) and row.duration_seconds is not None


def lacks(row: Recording, known: Recording) -> bool:
    """Whether the row lacks a fact that was known, so that the page has to say whether it is still so."""
    return bool(_lacking(row, known))


def complete(row: Recording, page: Recording) -> Recording:
    """The row, its unknown facts taken from the page together with their evidence."""
    lacking = _lacking(row, page)
    evidence = {name: page.evidence[name] for name in lacking if name in page.evidence}
    return row.model_copy(
        update={
            **{name: getattr(page, name) for name in lacking},
            "evidence": {**row.evidence, **evidence},
            "contradicted": tuple(
                dict.fromkeys(row.contradicted + tuple(set(page.contradicted) & set(lacking)))
            ),
            "extra": {**page.extra, **row.extra},
        }
    )


def _lacking(row: Recording, other: Recording) -> list[str]:
    return [name for name in _FACTS if _unknown(getattr(row, name)) and not _unknown(getattr(other, name))]


def _unknown(value: object) -> bool:
    return value in (None, (), "")
