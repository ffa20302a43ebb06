"""The settings for acquisition: their forms, and the list of queries."""

import re
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from daemon.config.text_files import UnreadableError, text_of
from domain.editions import EditionOrder, edition_order
from domain.errors import BadInputError
from domain.languages import languages
from domain.paths import is_absolute
from domain.search_lists import read_file, read_pairs
from domain.search_queries import BookQuery

# The names that qBittorrent accepts; with another one it adds a torrent without category and without error (facts/qbittorrent.md 2).
_CATEGORY: Final = re.compile(r"[^\\/]+(?:/[^\\/]+)*")


def _category(text: str) -> str:
    if not _CATEGORY.fullmatch(text):
        raise ValueError("must be a name like audiobooks or books/audio")
    return text


def _save_path(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() and not is_absolute(value):
        raise ValueError("must be an absolute path as qBittorrent sees it, or empty")
    return value.strip() or None


def _names(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(name for part in value.split(",") if (name := part.strip()))


def _order(value: Any) -> Any:
    names = _names(value)
    try:
        return edition_order(names)
    except BadInputError as error:
        raise ValueError(error.problem) from error


def _languages(value: Any) -> Any:
    try:
        return languages(_names(value))
    except BadInputError as error:
        raise ValueError(error.problem) from error


Category = Annotated[str, AfterValidator(_category)]
SavePath = Annotated[str | None, BeforeValidator(_save_path)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Languages = Annotated[tuple[str, ...], BeforeValidator(_languages)]
Order = Annotated[EditionOrder, BeforeValidator(_order)]


def search_list(queries: str, file: Path | None) -> tuple[BookQuery, ...]:
    """The search cycle's queries.

    Args:
        queries: SEARCH_QUERIES; empty for none.
        file: SEARCH_FILE; None for none. Where there is neither, there are no queries.

    Raises:
        BadInputError: With all that is wrong; where there is a file, with its lines.
    """
    if file is None:
        return read_pairs(queries) if queries.strip() else ()
    if queries.strip():
        raise BadInputError("SEARCH_FILE", "is set as well as SEARCH_QUERIES: clear one of the two")
    try:
        text = text_of(file)
    except UnreadableError as error:
        raise BadInputError("SEARCH_FILE", error.what, mend=error.mend) from error
    return read_file(text, name=str(file))
