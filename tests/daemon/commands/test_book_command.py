"""`shelfhook book`: see whose value each field of a book holds, and say what is to become of it."""

import json

import pytest

from domain.facts import ChangeSource, Status
from domain.policy import FieldName
from domain.recording import Recording
from handlers.library.mirror import book_of
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import write_audio
from tests.fixtures.libraries import Book

NARRATORS = ("Ray Porter",)


async def mirrored(daemon, clock, *items: Book) -> None:
    desk = daemon.api.books.describe.write_fields.desk
    found = [await desk.audiobookshelf.item(one.id) for one in items]
    await daemon.parts.store.books.save([book_of(one) for one in found], now=clock.now())


@pytest.fixture
async def download(daemon, clock, book):
    """The book's, in the mirror with it."""
    await mirrored(daemon, clock, book)
    downloads = daemon.parts.store.downloads
    made = await downloads.create(
        Recording(torrent_id=1, title="Chains", narrators=NARRATORS),
        hashes=("a" * 40, None, None),
        found_by="test",
        status=Status.APPLIED,
        now=clock.now(),
    )
    await downloads.update(made.id, item_id=book.id, applied_at=clock.now())
    return made


async def test_a_book_is_shown_field_by_field(shelfhook, book, download, shelf, monkeypatch):
    """By its title: value, source, what MAM says and why it was not taken; a row is one line of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    shelf.edit(book.id, narrators=["Somebody with a name that is much longer than any column of a table"])

    shown = await shelfhook("book", "chains")

    lines = shown.stdout.splitlines()
    assert shown.exit_code == 0
    assert max(map(len, lines)) <= 80
    [held, offered] = [line for line in lines if line.startswith("narrators ")]
    assert "Somebody" in held
    assert "…" in held
    assert "MyAnonamouse" in offered
    assert "Ray Porter" in offered
    assert "no: someone" in offered


async def test_the_view_is_printed_whole_as_json(shelfhook, book, download, shelf):
    """The same object as the API's, nothing shortened."""
    name = "N" * 300
    shelf.edit(book.id, narrators=[name])

    shown = json.loads((await shelfhook("book", str(download.id), "--json")).stdout)

    assert shown["item_id"] == book.id
    assert next(one for one in shown["fields"] if one["name"] == "narrators")["value"] == [name]


async def test_a_value_is_taken_locked_and_unlocked(shelfhook, book, download, shelf):
    """Each with a sentence, and a refusal with the reason."""
    shelf.edit(book.id, narrators=["Me"])

    told = [
        await shelfhook("book", "Chains", *words)
        for words in (
            ("take", "narrators", "mam"),
            ("lock", "published-year"),
            ("lock", "published_year"),
            ("take", "published year", "google-books"),
            ("unlock", "published-year"),
        )
    ]

    assert [one.stdout or one.stderr for one in told] == [
        "narrators: set to Ray Porter, from MyAnonamouse\n",
        "published year: locked, and left as it is\n",
        "published year: locked already, and left as it is\n",
        "shelfhook: published year: it is locked: unlock it first\n",
        "published year: unlocked\n",
    ]
    assert [one.exit_code for one in told] == [0, 0, 0, 1, 0]
    assert book.narrators == ["Ray Porter"]


async def test_a_title_of_two_books_names_both(shelfhook, book, shelf, books, daemon, clock):
    """With their ids, of which one is to be given; what no book is called is said, too."""
    write_audio(books / "Other" / "1.mp3", seconds=60, tags={"album": "Chains"})
    [other] = shelf.scan_library().added
    await mirrored(daemon, clock, book, other)

    both, none = await shelfhook("book", "Chains"), await shelfhook("book", "Ropes")

    assert both.exit_code == none.exit_code == 1
    assert book.id in both.stderr
    assert other.id in both.stderr
    assert none.stderr == "shelfhook: no library item has this id, download or title: Ropes\n"


@pytest.mark.parametrize(
    "words", [("take", "narrators"), ("lock",), ("lock", "isbn", "mam"), ("keep", "isbn")]
)
async def test_half_a_wish_is_wrong_usage(shelfhook, book, words):
    """Nothing is asked."""
    assert (await shelfhook("book", book.id, *words)).exit_code == 2


async def test_an_undo_names_the_book_and_the_field(daemon, clock, shelfhook, book, write):
    """By its title once it is known, as `history` does."""
    await mirrored(daemon, clock, book)
    await write(
        book.id,
        {FieldName.PUBLISHED_YEAR: "2021"},
        Reason(source=ChangeSource.MAM, event_id=1, download_id=1),
    )

    undone = await shelfhook("undo", "1")

    assert undone.output.startswith(f"change 1 (published year of {book.title}): undone")
