"""Each field alone, by the table of policy, state and source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from whose_value_fields import entered

from domain.facts import ChangeSource
from domain.listed_duration import MISMATCH_TAG
from domain.policy import FieldName, Rule
from handlers.writing.write_fields import Reason, WriteFields
from sandbox.audiobookshelf import write_audio


@dataclass(frozen=True, slots=True)
class Example:
    """Two values that sources say of a field, one of a person, and the file tags that say another, with its value."""

    first: Any
    newer: Any
    persons: Any
    tags: Mapping[str, str] | None = None
    scanned: Any = None


EXAMPLES = {
    FieldName.NARRATORS: Example(["A"], ["B", "C"], ["P"], {"composer": "T"}, ["T"]),
    FieldName.ABRIDGED: Example(True, False, True, {"abridged": "1"}, True),
    FieldName.EXPLICIT: Example(True, False, True, {"explicit": "1"}, True),
    FieldName.DURATION_TAG: Example(
        "Listed duration 1h 00m", "Listed duration 2h 00m", "Listed duration 9h 00m"
    ),
    FieldName.MISMATCH_TAG: Example(True, False, True),
    FieldName.TITLE: Example("A", "B", "P", {"album": "T"}, "T"),
    FieldName.SUBTITLE: Example("A", "B", "P", {"subtitle": "T"}, "T"),
    FieldName.AUTHORS: Example(["A"], ["B"], ["P"], {"artist": "T"}, ["T"]),
    FieldName.SERIES: Example(
        [{"name": "A", "sequence": "1"}, {"name": "B", "sequence": None}],
        [{"name": "A", "sequence": "2"}],
        [{"name": "P", "sequence": None}],
        {"series": "T", "seriesPart": "7"},
        [{"name": "T", "sequence": "7"}],
    ),
    FieldName.PUBLISHER: Example("A", "B", "P", {"publisher": "T"}, "T"),
    FieldName.PUBLISHED_YEAR: Example("2001", "2002", "1999", {"date": "1984"}, "1984"),
    FieldName.PUBLISHED_DATE: Example("2001-01-01", "2002-01-01", "1999-01-01"),
    FieldName.DESCRIPTION: Example("<p>A</p><p>&amp;</p>", "B", "P", {"description": "T"}, "T"),
    FieldName.ISBN: Example("9780593135204", "9780306406157", "P", {"isbn": "T"}, "T"),
    FieldName.ASIN: Example("B000000001", "B000000002", "P", {"asin": "T"}, "T"),
    FieldName.LANGUAGE: Example("English", "German", "P", {"language": "T"}, "T"),
    FieldName.GENRES: Example(["Fantasy"], ["Horror", "LitRPG"], ["P"], {"genre": "T"}, ["T"]),
    FieldName.TAGS: Example(["full cast"], ["litrpg"], ["litrpg", "full cast"]),
}
EMPTY = {
    name: [] if isinstance(one.first, list) else False if one.first is True else None
    for name, one in EXAMPLES.items()
}
WRITES = {
    "empty": (True, True),
    "ours": (True, False),
    "scanned": (True, False),
    "persons": (False, False),
    "removed": (False, False),
}
"""By the state of a field whether the rules ours and empty let it be written."""


@pytest.fixture
def library(shelf, books, clock):
    """A book for each field, by field, each changed by somebody since it was added, in another field."""

    def make(state):
        shelf.state.database.reads_flag_tags = True
        for name, one in EXAMPLES.items():
            write_audio(books / name / "1.mp3", seconds=60, tags=one.tags if state == "scanned" else None)
        added = {FieldName(book.rel_path): book for book in shelf.scan_library().added}
        clock.advance(timedelta(minutes=1))
        for name, book in added.items():
            if state != "empty":
                shelf.edit(book.id, **({"isbn": "X"} if name is not FieldName.ISBN else {"asin": "X"}))
        clock.advance(timedelta(minutes=1))
        return added

    return make


def reason(source):
    return Reason(source=source, event_id=1, download_id=None)


def by_rule(desk, rule):
    return WriteFields(desk=desk, policy=dict.fromkeys(FieldName, rule))


@pytest.mark.parametrize("source", [ChangeSource.MAM, ChangeSource.GOOGLE_BOOKS])
@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("state", WRITES)
async def test_a_field_is_written_where_the_table_says(shelf, library, desk, clock, state, rule, source):
    """Only MAM's word is ever more than a filling; a person's value stays under any rule and from any source."""
    books = library(state)
    names = [name for name in books if state != "scanned" or EXAMPLES[name].tags is not None]
    if state in {"ours", "removed"}:
        first = {books[name].id: {name: EXAMPLES[name].first} for name in names}
        await each(by_rule(desk, Rule.OURS), first, ChangeSource.MAM)
        if FieldName.TITLE in names:  # it is filled in only while no one changed the item
            names.remove(FieldName.TITLE)
    for name in names:
        if state in {"persons", "removed"}:
            value = EXAMPLES[name].persons if state == "persons" else EMPTY[name]
            shelf.edit(books[name].id, **entered(books[name], name, value))
    clock.advance(timedelta(minutes=1))
    wanted = {
        name: EXAMPLES[name].first if state in {"empty", "removed"} else EXAMPLES[name].newer
        for name in names
    }
    before = {name: await held(desk, books[name], name) for name in names}

    await each(by_rule(desk, rule), {books[name].id: {name: wanted[name]} for name in names}, source)

    ours, filled = WRITES[state]
    may = {Rule.OURS: ours if source is ChangeSource.MAM else filled, Rule.EMPTY: filled, Rule.NEVER: False}[
        rule
    ]
    expected = {name: wanted[name] if may else before[name] for name in names}
    assert {name: await held(desk, books[name], name) for name in names} == expected


async def each(write, wanted, source):
    """Write to each of several items."""
    for item_id, values in wanted.items():
        await write(item_id, values, reason(source))


async def held(desk, book, name):
    item = await desk.audiobookshelf.item(book.id)
    return desk.fields.value(item, name)


async def test_a_persons_tags_stay_beside_mams(shelf, library, desk):
    """Of the tags only those that may be MAM's are written and taken back."""
    book = library("empty")[FieldName.TAGS]
    shelf.edit(book.id, tags=["kids", MISMATCH_TAG])
    write = by_rule(desk, Rule.OURS)

    for tags in (["full cast"], ["litrpg"]):
        await write(book.id, {FieldName.TAGS: tags}, reason(ChangeSource.MAM))
        assert book.tags == ["kids", MISMATCH_TAG, *tags]


async def test_tags_that_are_named_later_are_written_then(library, desk):
    """What was written of tags that are not named any more is neither removed nor in the way."""
    book = library("empty")[FieldName.TAGS]
    await by_rule(desk, Rule.EMPTY)(book.id, {FieldName.TAGS: ["full cast"]}, reason(ChangeSource.MAM))
    later = replace(desk, fields=replace(desk.fields, tags=replace(desk.fields.tags, wanted=("slow burn",))))

    await by_rule(later, Rule.EMPTY)(book.id, {FieldName.TAGS: ["slow burn"]}, reason(ChangeSource.MAM))

    assert book.tags == ["full cast", "slow burn"]


@pytest.mark.parametrize("name", [FieldName.ABRIDGED, FieldName.EXPLICIT])
async def test_a_flag_that_a_later_server_reads_in_a_file_is_no_persons(shelf, books, desk, clock, name):
    """The scan after the upgrade takes it from the tag: MAM's word replaces it, and a person's would have stayed."""
    for number in ("1", "2"):
        write_audio(books / number / "1.mp3", seconds=60, tags={name.value: "1"} if number == "1" else {})
    tagged, other = shelf.scan_library().added
    clock.advance(timedelta(minutes=1))
    shelf.edit(tagged.id, publisher="P")
    assert not getattr(tagged, name.value)

    shelf.state.database.reads_flag_tags = True
    shelf.rescan(tagged.id)
    shelf.edit(other.id, **{name.value: True})
    assert getattr(tagged, name.value)
    for book in (tagged, other):
        await by_rule(desk, Rule.OURS)(book.id, {name: False}, reason(ChangeSource.MAM))

    assert (getattr(tagged, name.value), getattr(other, name.value)) == (False, True)


async def test_a_title_from_the_path_is_filled_in_only_while_no_one_changed_the_item(
    shelf, books, desk, clock
):
    """Not where a file has a title, nor where anybody was there since; a single file's name is no title either."""
    write_audio(books / "A. Author" / "Path" / "1.mp3", seconds=60)
    write_audio(books / "Tagged" / "1.mp3", seconds=60, tags={"album": "Tagged"})
    write_audio(books / "Touched" / "1.mp3", seconds=60)
    write_audio(books / "Single.mp3", seconds=60)
    added = {book.title: book for book in shelf.scan_library().added}
    clock.advance(timedelta(minutes=1))
    shelf.edit("Touched", publisher="P")

    for book in added.values():
        await by_rule(desk, Rule.EMPTY)(book.id, {FieldName.TITLE: "MAM's"}, reason(ChangeSource.MAM))

    assert {was: book.title for was, book in added.items()} == {
        "Path": "MAM's",
        "Tagged": "Tagged",
        "Touched": "Touched",
        "Single": "MAM's",
    }
