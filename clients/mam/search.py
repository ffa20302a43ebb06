"""The site's search: its parameters, and its pages combined (facts/mam.md 2)."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

from clients._http import Answer
from clients.mam.wire import Request, Wants
from domain.errors import BadInputError, UnexpectedAnswerError
from domain.recording import Recording

SearchField = Literal[
    "title", "author", "narrator", "series", "description", "tags", "fileTypes", "filenames"
]

PER_PAGE: Final = 100
_PATH: Final = "/tor/js/loadSearchJSONbasic.php"
_AUDIOBOOKS: Final = 13
_OPT_IN: Final = ("dlLink", "description", "isbn", "mediaInfo")
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# The site's search engine has operators (@ | ! " ~ and more); an apostrophe is part of a word.
_NO_WORD: Final = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search.

    Args:
        text: Words; all of them must be found, and signs between them mean nothing.
        in_fields: The fields that may contain the words.
        languages: The site's language ids; empty for any.
        audiobooks: Whether other media are left out.
        active: Whether torrents without seeders are left out.
        limit: The most recordings to return; every 100 are a request.

    Raises:
        BadInputError: No words, no fields, or no limit.
    """

    text: str
    _: KW_ONLY
    in_fields: tuple[SearchField, ...] = ("title", "author", "narrator", "series")
    languages: tuple[int, ...] = ()
    audiobooks: bool = True
    active: bool = True
    limit: int = PER_PAGE

    def __post_init__(self) -> None:
        if not self.spellings():
            raise BadInputError("text", "holds no word to search for")
        if not self.in_fields:
            raise BadInputError("in_fields", "names no field to search in")
        if self.limit < 1:
            raise BadInputError("limit", "is less than 1")

    def spellings(self) -> tuple[str, ...]:
        """The words as the site wants them: with apostrophes and, where there are any, without."""
        text = unicodedata.normalize("NFC", self.text).replace("’", "'")
        kept = " ".join(word for word in _NO_WORD.sub(" ", text).split() if word.strip("'"))
        bare = " ".join(kept.replace("'", "").split())
        return tuple(dict.fromkeys(spelling for spelling in (kept, bare) if bare))


def search_request(query: SearchQuery, text: str, *, start: int) -> Request:
    """The request for one page of results.

    Args:
        query: The search.
        text: One of its spellings.
        start: How many results to pass over.
    """
    tor: dict[str, Any] = {
        "text": text,
        "srchIn": list(query.in_fields),
        "searchType": "active" if query.active else "all",
        "searchIn": "torrents",
        "sortType": "default",
        "startNumber": str(start),
    }
    if query.audiobooks:
        tor["main_cat"] = [_AUDIOBOOKS]
    if query.languages:  # an empty list breaks the search (2.1)
        tor["browse_lang"] = list(query.languages)
    return _request(tor, per_page=min(PER_PAGE, max(query.limit, 5)))


def id_request(torrent_id: int) -> Request:
    """The request for the one torrent with that id.

    Raises:
        BadInputError: No torrent can have it.
    """
    if torrent_id < 1:
        raise BadInputError("mam_id", "a torrent's id is a whole number from 1 up")
    return _request({"id": torrent_id, "searchType": "all", "searchIn": "torrents"}, per_page=5)


def hash_request(info_hash: str) -> Request:
    """The request for the one torrent with that info hash.

    Raises:
        BadInputError: It is no info hash.
    """
    lowered = info_hash.strip().lower()
    if not _HASH.fullmatch(lowered):
        raise BadInputError("info_hash", "an info hash has 40 or 64 hexadecimal digits")
    return _request({"hash": lowered, "searchType": "all", "searchIn": "torrents"}, per_page=5)


def only_row(answer: Answer, recordings: tuple[Recording, ...]) -> Recording | None:
    """The recording that a lookup found.

    Raises:
        UnexpectedAnswerError: There are several, so the site ignored the condition.
    """
    if len(recordings) > 1:
        raise UnexpectedAnswerError(
            f"{answer.path} answered a lookup of one torrent with several", service="mam"
        )
    return recordings[0] if recordings else None


def body_of(answer: Answer) -> bytes:
    """The body of a good answer.

    Raises:
        UnexpectedAnswerError: The status is not 200.
    """
    if answer.status != HTTPStatus.OK:
        raise UnexpectedAnswerError(f"{answer.path} answered {answer.status}", service="mam")
    return answer.body


def _request(tor: Mapping[str, Any], *, per_page: int) -> Request:
    # A body that the site cannot parse is answered with 200 and nothing: plain ASCII JSON is sure.
    body = {"tor": dict(tor), "perpage": per_page, **dict.fromkeys(_OPT_IN, ""), "thumbnail": "true"}
    return Request(
        path=_PATH,
        wants=Wants.JSON,
        method="POST",
        body=("application/json", json.dumps(body).encode("ascii")),
    )
