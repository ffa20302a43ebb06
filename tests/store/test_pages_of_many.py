"""Lists of more records than are sorted where they are found."""

import pytest
from sqlalchemy import insert

from domain.facts import Status
from domain.mentions import Means, Mention
from domain.recording import Recording
from store.downloads import described
from store.store import Store
from store.tables import DOWNLOADS
from store.upkeep.upgrade import upgrade
from store.views.pages import Order
from store.views.paging import Slice
from store.views.subjects import NAMED
from store.views.words import FEW, having
from store.work import change

pytestmark = pytest.mark.databases("sqlite", "postgres")

MANY = FEW + 100


@pytest.fixture
async def store(db, clock):
    """A store with many downloads: each third is a proposal, the last one has a word of its own."""
    rows = [
        described(
            Recording(
                title=f"Book {MANY - number:04}",
                authors=() if number % 2 else (f"Author {number % 7}",),
                narrators=("Zoë" if number == MANY else "Nora",),
            )
        )
        | {
            "found_by": "a test",
            "created_at": clock.now(),
            "status": Status.APPLIED if number % 3 else Status.PROPOSED,
        }
        for number in range(1, MANY + 1)
    ]
    await db.write(change(insert(DOWNLOADS), rows))
    return Store(db)


async def ids(store, part: Slice, **wanted) -> list[int]:
    return [one.id for one in (await store.views.pages.downloads(part, **wanted)).rows]


async def test_far_pages_are_those_of_the_whole_list(store):
    """Read from the nearer end, in each order and with each filter, and empty values last."""
    for wanted in (
        {},
        {"order": Order.TITLE},
        {"order": Order.AUTHOR},
        {"order": Order.AUTHOR_DOWN},
        {"order": Order.OLDEST, "statuses": [Status.APPLIED, Status.PROPOSED]},
        {"order": Order.NARRATOR, "text": "nora"},
    ):
        whole = await ids(store, Slice(0, MANY), **wanted)
        for start in (0, 475, 1000, MANY - 26, MANY - 3, MANY):
            assert await ids(store, Slice(start, 25), **wanted) == whole[start : start + 25], wanted
    by_author = await store.views.pages.downloads(Slice(0, MANY), order=Order.AUTHOR)
    assert [one.author for one in by_author.rows][:2] == ["Author 0", "Author 0"]
    assert by_author.rows[-1].author is None


async def test_of_many_matches_no_more_than_some_are_counted(store):
    """The list says that there are more; one word more, and all of them are counted."""
    many = await store.views.pages.downloads(Slice(0, 25), text="book nora")
    beyond = await store.views.pages.downloads(Slice(FEW, 25), text="book nora")
    filtered = await store.views.pages.downloads(Slice(0, 25), text="book", statuses=[Status.PROPOSED])
    one = await store.views.pages.downloads(Slice(0, 25), text="zoe boo")

    assert (many.total, many.more, len(many.rows)) == (FEW, True, 25)
    assert (beyond.rows, beyond.more) == ([], True)
    assert (filtered.total, filtered.more) == (MANY // 3, False)
    assert (one.total, one.more, [row.id for row in one.rows]) == (1, False, [MANY])


async def test_words_of_many_books_name_the_newest(store):
    """The log's lines about these are found; of a word of few, all."""
    many, one = await store.views.subjects.named("book"), await store.views.subjects.named("zoe book")

    assert {int(mention.name) for mention in many} == set(range(MANY - NAMED + 1, MANY + 1))
    assert one == {Mention(Means.DOWNLOAD, str(MANY))}


async def test_a_word_of_most_records_is_compared_in_the_order_of_the_list(store, db):
    """A page of these is found after a few; those with a rarer word are found first."""

    def found_first(connection) -> list[bool]:
        return [having(connection, DOWNLOADS, [word]).read_first for word in ("book", "zoe")]

    assert await db.read(found_first) == [False, True]


async def test_any_text_finds_what_holds_its_words(store):
    """Words too short for the index, and signs that an index might take for its own."""
    for typed in ("o", "oo", "boo*", "00 book", "zo", "book -zoe", '"book"', "(book)", "^book"):
        assert await ids(store, Slice(0, 25), text=typed), typed
    for typed in ("book OR xyz", "book NOT nora", "NEAR(book)", "search_text:book"):
        assert await ids(store, Slice(0, 25), text=typed) == [], typed


async def test_a_total_follows_what_is_written(store):
    """What was counted is counted again after each write."""
    before = await store.views.pages.downloads(Slice(0, 1), statuses=[Status.DISMISSED])
    await store.downloads.update(1, status=Status.DISMISSED.value)
    after = await store.views.pages.downloads(Slice(0, 1), statuses=[Status.DISMISSED])

    assert (before.total, after.total) == (0, 1)
    assert (await store.views.listing.status_counts())[Status.DISMISSED] == 1


async def test_what_was_found_follows_what_is_written(store, clock):
    """Words that were searched for before find what came since, in the list and among what a line of the log means."""
    recording = Recording(title="Zoë again")
    before = [await ids(store, Slice(0, 25), text="zoe"), await store.views.subjects.named("zoe")]
    made = await store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="a test", status=Status.APPLIED, now=clock.now()
    )

    assert await ids(store, Slice(0, 25), text="zoe") == [made.id, *before[0]]
    assert Mention(Means.DOWNLOAD, str(made.id)) in await store.views.subjects.named("zoe") - before[1]


async def test_pages_of_a_search_are_parts_of_one_list(store):
    """Of few and of many matches, also where a page is the last or beyond it."""
    for text, most in (("zoe", 1), ("author 3", FEW), ("nora", FEW)):
        whole = await ids(store, Slice(0, most), text=text)
        assert await ids(store, Slice(25, 25), text=text) == whole[25:50]
        assert await ids(store, Slice(most, 25), text=text) == []


async def test_the_index_of_words_follows_the_record(store, db):
    """Also when its text changes, and after the next start."""
    await store.refreshes.note(
        MANY, Recording(title="Another One"), run_id=None, now=(await store.downloads.by_id(MANY)).created_at
    )
    await upgrade(db)

    assert await ids(store, Slice(0, 25), text="zoe") == []
    assert await ids(store, Slice(0, 25), text="another") == [MANY]
