"""What became of an item, in a line: the fields that were to change, and no other."""

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3)
RIGHT = {FieldName.NARRATORS: ["T. Reader"]}


async def test_only_what_changed_is_said(shelf, book, write):
    """Beside a field that is right and one that a person has changed."""
    await write(book.id, {FieldName.LANGUAGE: "English"}, REASON)
    shelf.edit(book.id, language="German", narrators=RIGHT[FieldName.NARRATORS])

    written = await write(
        book.id, RIGHT | {FieldName.LANGUAGE: "English", FieldName.ISBN: "9780000000002"}, REASON
    )

    assert written.sentence == f"isbn: {written.phrases[FieldName.ISBN]}"
    assert len(written.phrases) == 3


@pytest.mark.parametrize("wanted", [{}, RIGHT, RIGHT | {FieldName.PUBLISHER: None}])
async def test_nothing_to_change_is_said_without_a_field(shelf, book, write, wanted):
    """Whether nothing was wanted, all is right, or nothing is known."""
    shelf.edit(book.id, narrators=RIGHT[FieldName.NARRATORS])

    written = await write(book.id, wanted, REASON)

    assert not any(name in written.sentence for name in FieldName)
    assert written.sentence
    assert shelf.writes == []
