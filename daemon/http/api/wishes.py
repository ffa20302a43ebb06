"""What a person may wish for."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from domain.errors import BadInputError
from domain.search_queries import BookQuery

_MAM: Final = re.compile(r"\s*(?:https?://(?:www\.)?myanonamouse\.net/t/)?([1-9][0-9]{0,8})(?:[/?#].*)?\s*")

_Text = Annotated[str, Field(max_length=500)]
_Id = Annotated[int, Field(ge=1, lt=10**9, strict=True)]
_Limits: Final = Field(ge=0, lt=10**6, strict=True)
_Number = Annotated[int, _Limits] | Annotated[float, _Limits]


class Wish(TypedDict, total=False):
    """One book: a torrent of MAM by its id or address, or what a search must prove."""

    mam: _Id | _Text
    author: _Text
    title: _Text
    series: _Text
    narrator: _Text
    number: _Number | _Text


def mam_id(given: Any) -> int:
    """The id in what a person gave: the id itself, or the address of the torrent's page.

    Raises:
        BadInputError: It is neither.
    """
    found = _MAM.fullmatch(str(given))
    if found is None:
        raise BadInputError(
            "mam", "must be a torrent's id, or its page's address like https://www.myanonamouse.net/t/1234"
        )
    return int(found[1])


def query_of(fields: Mapping[str, Any]) -> BookQuery:
    """The query for one book.

    Raises:
        BadInputError: Something is missing or wrong.
    """
    given = {name: fields[name] for name in ("author", "title", "series", "narrator") if fields.get(name)}
    if fields.get("number"):
        given["numbers"] = fields["number"]
    if "author" not in given:
        raise BadInputError("author", "is missing: without one no find can be proved")
    try:
        return BookQuery.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "title"
        wrong = "number" if name == "numbers" else name
        raise BadInputError(wrong, first["msg"].removeprefix("Value error, ")) from error
