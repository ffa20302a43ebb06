"""From Audiobookshelf's items to our types, tolerant of what is odd, missing or new.

Items come by the thousand, and each is large: they are read by a schema that takes what we want and passes
over the rest, in a fifth of the time. A value of the wrong kind counts as absent. Only an item that cannot be
named or placed (no id, library or path) is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from pydantic_core import CoreSchema, SchemaValidator, ValidationError
from pydantic_core import core_schema as schema

from clients.audiobookshelf.items import AudioFile, LibraryItem, ListedItem, Page
from clients.audiobookshelf.values import moment, text, whole
from domain.recording import Series

T = TypeVar("T")


def _or(default: Any, wanted: CoreSchema) -> CoreSchema:
    """The value, or *default* where it is absent or of another kind."""
    return schema.with_default_schema(wanted, default=default, on_error="default")


def _read(function: Callable[[Any], Any]) -> CoreSchema:
    return schema.no_info_plain_validator_function(function)


def _object(**fields: tuple[CoreSchema, str]) -> CoreSchema:
    """An object's fields, each by its path in the answer, such as ``media.metadata.title``."""
    return schema.typed_dict_schema(
        {
            name: schema.typed_dict_field(
                wanted,
                validation_alias=list[str | int](path.split(".")),
                required=wanted["type"] != "default",
            )
            for name, (wanted, path) in fields.items()
        },
        extra_behavior="ignore",
    )


def _list(of: CoreSchema) -> CoreSchema:
    """The elements that are of the kind; none where there is no list."""
    element = schema.with_default_schema(of, on_error="omit")
    return schema.with_default_schema(schema.list_schema(element), default_factory=list, on_error="default")


_TEXT: Final = _or(
    None,
    schema.nullable_schema(
        schema.union_schema([schema.str_schema(strict=True, min_length=1), _read(text)], mode="left_to_right")
    ),
)
_TRUE: Final = _or(default=False, wanted=schema.bool_schema(strict=True))
_SECONDS: Final = _or(0.0, schema.float_schema(ge=0, allow_inf_nan=False))
_WHOLE: Final = _or(None, _read(whole))
_MOMENT: Final = _or(None, _read(moment))
_NEEDED: Final = schema.str_schema(strict=True, min_length=1)

_FILE: Final = _object(
    path=(_NEEDED, "metadata.path"),
    rel_path=(_TEXT, "metadata.relPath"),
    ino=(_WHOLE, "ino"),
    size=(_WHOLE, "metadata.size"),
    duration_seconds=(_SECONDS, "duration"),
    tags=(
        schema.with_default_schema(schema.dict_schema(), default_factory=dict, on_error="default"),
        "metaTags",
    ),
    marks=(_list(schema.dict_schema()), "chapters"),
)

_ITEM: Final = _object(
    id=(_NEEDED, "id"),
    library_id=(_NEEDED, "libraryId"),
    path=(_NEEDED, "path"),
    rel_path=(_TEXT, "relPath"),
    is_file=(_TRUE, "isFile"),
    is_missing=(_TRUE, "isMissing"),
    title=(_TEXT, "media.metadata.title"),
    subtitle=(_TEXT, "media.metadata.subtitle"),
    authors=(_list(_object(name=(_TEXT, "name"))), "media.metadata.authors"),
    narrators=(_list(schema.str_schema(strict=True)), "media.metadata.narrators"),
    series=(_list(_object(name=(_TEXT, "name"), sequence=(_TEXT, "sequence"))), "media.metadata.series"),
    genres=(_list(schema.str_schema(strict=True)), "media.metadata.genres"),
    tags=(_list(schema.str_schema(strict=True)), "media.tags"),
    publisher=(_TEXT, "media.metadata.publisher"),
    published_year=(_TEXT, "media.metadata.publishedYear"),
    published_date=(_TEXT, "media.metadata.publishedDate"),
    isbn=(_TEXT, "media.metadata.isbn"),
    asin=(_TEXT, "media.metadata.asin"),
    language=(_TEXT, "media.metadata.language"),
    description=(_TEXT, "media.metadata.description"),
    abridged=(_TRUE, "media.metadata.abridged"),
    explicit=(_TRUE, "media.metadata.explicit"),
    duration_seconds=(_SECONDS, "media.duration"),
    listed_chapters=(_list(schema.dict_schema()), "media.chapters"),
    audio_files=(_list(_FILE), "media.audioFiles"),
    library_files=(
        _list(_object(name=(_TEXT, "metadata.filename"), kind=(_TEXT, "fileType"))),
        "libraryFiles",
    ),
    cover_path=(_TEXT, "media.coverPath"),
    pictures=(_list(_object(picture=(_TEXT, "embeddedCoverArt"))), "media.audioFiles"),
    updated_at=(_MOMENT, "updatedAt"),
    added_at=(_MOMENT, "addedAt"),
)

_LISTED: Final = _object(
    id=(_NEEDED, "id"),
    path=(_NEEDED, "path"),
    is_missing=(_TRUE, "isMissing"),
    updated_at=(_MOMENT, "updatedAt"),
    added_at=(_MOMENT, "addedAt"),
)


def _answer(key: str, of: CoreSchema) -> SchemaValidator:
    """An answer with a list under *key*; its odd elements are None."""
    return SchemaValidator(_object(found=(schema.list_schema(_or(None, of)), key)))


_ONE: Final = SchemaValidator(_ITEM)
_ITEMS: Final = _answer("libraryItems", _ITEM)
_LISTING: Final = _answer("results", _LISTED)
_LOOSE: Final = SchemaValidator(schema.list_schema(_or(None, _ITEM)))


class OddItemError(ValueError):
    """An item without what every item must have."""


def read_item(raw: Mapping[str, Any]) -> LibraryItem:
    """An item of the expanded shape.

    Raises:
        OddItemError: It has no id, library or path.
    """
    try:
        return _item(_ONE.validate_python(raw))
    except ValidationError as error:
        raise OddItemError(", ".join(str(one["loc"][0]) for one in error.errors())) from None


def read_item_in(body: bytes) -> LibraryItem:
    """The item that an answer of the expanded shape is.

    Raises:
        pydantic_core.ValidationError: It is no such answer.
    """
    return _item(_ONE.validate_json(body))


def read_items(body: bytes) -> Page[LibraryItem]:
    """The items of an answer of the expanded shape.

    Raises:
        pydantic_core.ValidationError: It is no such answer.
    """
    return _page(_ITEMS.validate_json(body)["found"], _item)


def items_of(raw: list[Any]) -> Page[LibraryItem]:
    """The items among decoded values."""
    return _page(_LOOSE.validate_python(raw), _item)


def read_listing(body: bytes) -> Page[ListedItem]:
    """The items of an answer of the minified shape.

    Raises:
        pydantic_core.ValidationError: It is no such answer.
    """
    return _page(_LISTING.validate_json(body)["found"], lambda fields: ListedItem(**fields))


def _page(found: list[dict[str, Any] | None], read: Callable[[dict[str, Any]], T]) -> Page[T]:
    items = tuple(read(fields) for fields in found if fields is not None)
    return Page(items=items, skipped=len(found) - len(items))


def _item(fields: dict[str, Any]) -> LibraryItem:
    files = fields.pop("library_files")
    fields["rel_path"] = fields["rel_path"] or ""
    fields["authors"] = tuple([one["name"] for one in fields["authors"] if one["name"]])
    fields["narrators"] = tuple(fields["narrators"])
    fields["series"] = tuple([Series(**one) for one in fields["series"] if one["name"]])
    fields["genres"] = tuple(fields["genres"])
    fields["tags"] = tuple(fields["tags"])
    fields["listed_chapters"] = tuple(fields["listed_chapters"])
    fields["audio_files"] = tuple([_audio_file(one) for one in fields["audio_files"]])
    pictures = (one["picture"] for one in fields.pop("pictures"))
    fields["brings_cover"] = any(pictures) or any(one["kind"] == "image" for one in files)
    fields["brings_metadata"] = any(_holds_metadata(one["name"]) for one in files)
    return LibraryItem(**fields)


def _audio_file(fields: dict[str, Any]) -> AudioFile:
    fields["rel_path"] = fields["rel_path"] or ""
    fields["marks"] = tuple(fields["marks"])
    return AudioFile(**fields)


def _holds_metadata(name: str | None) -> bool:
    name = (name or "").lower()
    return name == "metadata.json" or name.endswith(".opf")
