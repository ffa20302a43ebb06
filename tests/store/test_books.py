"""The mirror's rows, on both kinds of database."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from domain.author_keys import author_keys
from domain.facts import Status
from domain.recording import Recording, Series
from store.awaited import Awaited, AwaitedFile
from store.books import Book, BookFile, Books
from store.database import Database
from store.downloads import Downloads
from store.libraries import Libraries
from store.mirror import Known, Mirror

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def book(rel: str, **fields) -> Book:
    path = f"/audiobooks/{rel}"
    number = sum(map(ord, rel))
    given = {"item_id": rel, "library_id": "l", "path": path, "rel_path": rel, "is_file": False}
    given["files"] = (BookFile(f"{path}/1.mp3", number, 100), BookFile(f"{path}/2.mp3", number + 1, 200))
    return Book(**given | fields)


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


async def test_a_book_is_kept_as_it_was_seen(books):
    """With its names, series and files in their order; seen again it is replaced."""
    first = book(
        "A/One", title="One", authors=("Jo Doe",), series=(Series(name="S", sequence="1"),), updated_at=NOW
    )
    await books.save([first, book("A/Two")], now=NOW)
    again = book("A/One", title="Uno", files=(BookFile("/audiobooks/A/One/1.m4b", 2**64 - 1, 5),))
    assert await books.by_id("A/One") == first

    await books.save([again], now=NOW)

    assert await books.by_id("A/One") == again
    assert await books.count() == 2
    assert {one.item_id for one in await books.by_ids(["A/One", "A/Two", "A/None"])} == {"A/One", "A/Two"}


@pytest.mark.parametrize(
    "other",
    [
        {"authors": ("Al Roe",)},
        {"files": (BookFile("/audiobooks/A/1.mp3", 7, 100),)},
        {"files": ()},
        {"narrators": ("Bo Day",)},
    ],
)
async def test_what_changed_of_a_known_book_is_found_by_it(books, other):
    """Given what is stored, only its other files and authors are stored again."""
    before, new = book("A", authors=("Jo Doe",)), book("B", authors=("Jo Doe",))
    await books.save([before], now=NOW)
    after = book("A", **({"authors": ("Jo Doe",)} | other))

    await books.save([after, new], now=NOW, known={"A": before})

    assert await books.by_ids(["A", "B"]) == [after, new]
    for author in ("Jo Doe", "Al Roe"):
        found = await books.by_authors(author_keys([author]))
        assert {one.item_id for one in found} == {
            one.item_id for one in (after, new) if author in one.authors
        }
    wanted = {(file.inode, file.size) for file in before.files}
    assert (after in await books.with_inodes(wanted)) == bool(after.inodes & wanted)


async def test_paths_are_looked_up_in_any_form(books):
    """Composed or not; in another case only when asked, the longest path first."""
    folder = unicodedata.normalize("NFD", "Kästner/Emil")
    await books.save([book(folder), book("Kästner"), book("kästner/emil")], now=NOW)

    exact = await books.at(["/audiobooks/Kästner/Emil", "/audiobooks/Kästner"])
    any_case = await books.at(["/audiobooks/Kästner/Emil"], ignore_case=True)

    assert [one.item_id for one in exact] == [folder, "Kästner"]
    assert {one.item_id for one in any_case} == {folder, "kästner/emil"}


async def test_what_is_below_a_folder_is_neither_it_nor_its_namesakes(books):
    """A folder is not in "A/Bc" because of its name, nor below itself; a sign of SQL patterns is a letter."""
    await books.save(
        [book(rel) for rel in ("A/B", "A/B/1", "A/B/2/3", "A/Bc", "A/B-c", "A_B/1", "a/b/4")], now=NOW
    )

    assert {one.item_id for one in await books.below("/audiobooks/A/B")} == {"A/B/1", "A/B/2/3"}
    assert {one.item_id for one in await books.below("/audiobooks/A_B")} == {"A_B/1"}
    assert len(await books.below("/audiobooks/A/B", ignore_case=True)) == 3


async def test_what_is_at_or_below_a_place_has_no_namesakes(books):
    """In any case and form of letters, and no more than are wanted."""
    folder = unicodedata.normalize("NFD", "Kästner/Emil")
    names = (folder, f"{folder}/2", "kästner/EMIL/3", "Kästner/Emil 2", "Kästner/Emil-2/4", "Kästner/Emile")
    await books.save([book(rel) for rel in names], now=NOW)

    found = await books.at_or_below("/audiobooks/Kästner/Emil/", most=9)
    some = await books.at_or_below("/audiobooks/Kästner/Emil", most=2)

    assert {one.item_id for one in found} == {folder, f"{folder}/2", "kästner/EMIL/3"}
    assert len(some) == 2
    assert all(one.files for one in some)
    assert await books.at_or_below("/audiobooks/Kästner/Emi", most=2) == []


async def test_files_are_looked_up_by_inode_and_size(books):
    """Both must agree, for numbers of 64 bits too, and for more of them than a statement takes."""
    huge = book("A/Huge", files=(BookFile("/audiobooks/A/Huge/1.mp3", 2**63 + 5, 7),))
    await books.save([book("A/One"), huge], now=NOW)
    many = [(10**9 + number, 1) for number in range(3000)]

    found = await books.with_inodes([*many, (2**63 + 5, 7), (next(iter(book("A/One").inodes))[0], 999)])

    assert found == [huge]


async def test_authors_lead_to_books_that_are_there(books):
    """A missing item is no candidate."""
    await books.save(
        [book("A", authors=("Andy Weir",)), book("B", authors=("Weir, A.",)), book("C", authors=("Jo Doe",)),
         book("D", authors=("Andy Weir",), is_missing=True)],
        now=NOW,
    )  # fmt: skip

    found = await books.by_authors(author_keys(["Andy Weir"]))

    assert {one.item_id for one in found} == {"A", "B"}


async def test_a_missing_item_keeps_its_date_until_it_is_back(db, books):
    """However often it is seen missing; and what is ours of its row stays."""
    await books.save([book("A")], now=NOW)
    mirror = Mirror(db)
    await mirror.lost(["A"], now=NOW)
    await books.save([book("A", is_missing=True)], now=NOW + HOUR)
    assert await mirror.known(["A", "B"]) == {"A": Known("/audiobooks/A", None, None, is_missing=True)}

    await books.save([book("A")], now=NOW + HOUR)

    assert not (await books.by_id("A")).is_missing


async def test_what_no_listing_showed_is_found(db, books):
    """Of one library, not yet marked, in portions."""
    mirror = Mirror(db)
    await books.save([book(str(number)) for number in range(5)], now=NOW)
    await books.save([book("other", library_id="m")], now=NOW)
    await mirror.saw(["1"], now=NOW + HOUR)
    await mirror.lost(["2"], now=NOW + HOUR)

    assert await mirror.unseen("l", since=NOW + HOUR, limit=2) == ["0", "3"]
    await mirror.lost_outside(["l"], now=NOW + HOUR)
    assert await mirror.unseen("m", since=NOW + HOUR, limit=2) == []


async def test_the_mirror_is_read_in_pages(db, books):
    """In the order of the paths' keys, whatever the database's language."""
    await books.save([book(rel) for rel in ("b/1", "B/2", "a b/3", "a/4", "ä/5")], now=NOW)
    mirror = Mirror(db)

    first = await mirror.paths_below("/audiobooks", after="", limit=3)
    rest = await mirror.paths_below("/audiobooks", after=first[-1][0], limit=3)

    assert [path for _, path in [*first, *rest]] == [
        f"/audiobooks/{rel}" for rel in ("a b/3", "a/4", "b/1", "B/2", "ä/5")
    ]


async def test_a_new_id_takes_over_what_was_kept(db, books):
    """Downloads, and the row's own memory; an applied download waits to be applied again."""
    downloads = Downloads(db)
    record = await downloads.create(
        Recording(title="A"), hashes=("1" * 40, None, None), found_by="x", status=Status.APPLIED, now=NOW
    )
    await downloads.update(record.id, item_id="old")
    await books.save([book("old", path="/audiobooks/A"), book("new", path="/audiobooks/A")], now=NOW)

    await Mirror(db).renamed("old", "new")

    after = await downloads.by_id(record.id)
    assert (after.item_id, after.status) == ("new", Status.WAITING_FOR_ITEM)
    assert await books.by_id("old") is None


async def test_libraries_are_remembered(db):
    """Their folders and when they were compared; one that is gone is forgotten, and scans keep their distance."""
    libraries = Libraries(db)
    await libraries.replace([("l", "One", ["/a"]), ("m", "Two", ["/b"])])
    await libraries.compared("l", NOW)
    await libraries.replace([("l", "Uno", ["/a", "/c"])])

    [known] = await libraries.all()
    assert (known.name, known.folders, known.compared_at) == ("Uno", ("/a", "/c"), NOW)
    asked = [
        await libraries.may_ask_for_scan("l", now=NOW + wait, every=HOUR)
        for wait in (0 * HOUR, HOUR / 2, HOUR)
    ]
    assert asked == [True, False, True]


async def test_a_waiting_download_is_found_by_its_files(db):
    """By path, by inode and size, and no longer once it waits for nothing."""
    awaited = Awaited(db)
    await awaited.replace(
        7, [AwaitedFile("/audiobooks/A/Book/1.mp3", 2**63 + 1, 100), AwaitedFile("/seeds/2.mp3")]
    )
    await awaited.replace(8, [AwaitedFile("/audiobooks/A/Bookends/1.mp3")])

    assert await awaited.with_paths(["/audiobooks/A/Book"]) == [7]
    assert await awaited.with_paths(["/audiobooks/a"]) == [7, 8]
    assert await awaited.with_inodes([(2**63 + 1, 100), (5, 5)]) == [7]
    assert await awaited.with_inodes([(2**63 + 1, 101)]) == []
    await awaited.replace(7, [])
    assert await awaited.with_paths(["/audiobooks", "/seeds"]) == [8]
