"""What became of an item, in a line: the fields that were to change, those that a person kept, and no other."""

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3)
RIGHT = {FieldName.NARRATORS: ["T. Reader"]}


async def test_what_changed_and_what_was_kept_is_said(shelf, book, write):
    """Beside a field that is right."""
    await write(book.id, {FieldName.LANGUAGE: "English"}, REASON)
    shelf.edit(book.id, language="German", narrators=RIGHT[FieldName.NARRATORS])

    written = await write(
        book.id, RIGHT | {FieldName.LANGUAGE: "English", FieldName.ISBN: "9780000000002"}, REASON
    )

    assert (written.changed, written.kept) == ({FieldName.ISBN}, {FieldName.LANGUAGE})
    assert f"isbn: {written.phrases[FieldName.ISBN]}" in written.sentence
    assert f"language: kept, {written.phrases[FieldName.LANGUAGE]}" in written.sentence
    assert "narrators" not in written.sentence


async def test_fields_that_were_kept_for_one_reason_are_named_together(shelf, book, write):
    """Entered before we came, changed after it, and taken away; what was filled in by no person is not among them."""
    shelf.edit(book.id, publisher="of the files", narrators=["By Hand"])
    await write(book.id, {FieldName.LANGUAGE: "English", FieldName.ISBN: "9780000000002"}, REASON)
    shelf.edit(book.id, language="", isbn="9780000000019")

    written = await write(
        book.id,
        RIGHT
        | {FieldName.LANGUAGE: "English", FieldName.ISBN: "9780000000002", FieldName.PUBLISHER: "Another"},
        REASON,
    )

    assert written.changed == frozenset()
    assert written.kept == {FieldName.NARRATORS, FieldName.LANGUAGE, FieldName.ISBN}
    assert sorted(written.sentence.split("; ")) == [
        f"language, isbn: kept, {written.phrases[FieldName.ISBN]}",
        f"narrators: kept, {written.phrases[FieldName.NARRATORS]}",
    ]


@pytest.mark.parametrize("wanted", [{}, RIGHT, RIGHT | {FieldName.PUBLISHER: None}])
async def test_nothing_to_change_is_said_without_a_field(shelf, book, write, wanted):
    """Whether nothing was wanted, all is right, or nothing is known."""
    shelf.edit(book.id, narrators=RIGHT[FieldName.NARRATORS])

    written = await write(book.id, wanted, REASON)

    assert not any(name in written.sentence for name in FieldName)
    assert written.sentence
    assert shelf.writes == []
