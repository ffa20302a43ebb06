"""One view of a book over HTTP: whose value each field holds, and what a person may do about it."""

from datetime import timedelta

import pytest

from domain.facts import ChangeSource, DurationVerdict, Status
from domain.policy import FieldName
from domain.recording import Recording
from handlers.writing.write_fields import Reason
from store.source_answers import SourceAnswer

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=1)


@pytest.fixture
async def download(daemon, clock, book):
    """A download that is joined to the book, of which MAM knows the narrator."""
    downloads = daemon.parts.store.downloads
    recording = Recording(torrent_id=1, title="Chains", narrators=("Ray Porter",), duration_seconds=3600)
    made = await downloads.create(
        recording, hashes=("a" * 40, None, None), found_by="test", status=Status.APPLIED, now=clock.now()
    )
    await downloads.update(
        made.id,
        item_id=book.id,
        item_found_by="the same path",
        duration_verdict=DurationVerdict.VERIFIED,
        applied_at=clock.now(),
    )
    return made


@pytest.fixture
async def answers(daemon, clock, book):
    """What the other sources said of it."""
    for source, values in (
        (ChangeSource.GOOGLE_BOOKS, {"publisher": "Tape House"}),
        (ChangeSource.AUDIBLE, {"narrators": ["Jo Smith"], "publisher": "Audible Studios"}),
    ):
        await daemon.parts.store.source_answers.keep(
            SourceAnswer(
                item_id=book.id,
                source=source,
                asked_at=clock.now(),
                in_vain=0,
                found=True,
                values=values,
                why="the same ASIN",
            )
        )


@pytest.fixture
def ask(url, http, token):
    """What the API answers: status and JSON."""

    async def ask(path, body=None):
        method = "GET" if body is None else "POST"
        async with http.request(method, url + path, headers=token, json=body) as answer:
            return answer.status, await answer.json()

    return ask


async def field(ask, book, name):
    """One field of the view."""
    _, view = await ask(f"/api/books/{book.id}")
    [found] = [one for one in view["fields"] if one["name"] == name]
    return found


async def test_each_field_says_whose_value_it_is(ask, book, write, download, answers, shelf, clock):
    """Ours by source and since when; a person's where they changed ours; every field is there."""
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"], FieldName.PUBLISHER: "Tape House"}, MAM)
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    clock.advance(timedelta(minutes=1))
    shelf.edit(book.id, publisher="My Own")

    status, view = await ask(f"/api/books/{book.id}")

    found = {one["name"]: one for one in view["fields"]}
    assert (status, set(found)) == (200, {name.value for name in FieldName})
    assert (found["narrators"]["source"], found["narrators"]["since"]) == ("mam", at)
    assert (found["publisher"]["value"], found["publisher"]["source"]) == ("My Own", "person")
    assert found["isbn"]["source"] is None
    assert [(one["source"], one["found"], one["download"]) for one in view["sources"]] == [
        ("mam", True, download.id),
        ("audible", True, None),
        ("google_books", True, None),
    ]


async def test_each_offer_says_why_it_was_not_taken(ask, book, write, download, answers, shelf, clock):
    """In the words of the decision that writes."""
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)
    clock.advance(timedelta(minutes=1))
    shelf.edit(book.id, narrators=["Me"])

    offers = {one["source"]: one for one in (await field(ask, book, "narrators"))["offers"]}

    assert offers["mam"] | {"value": ["Ray Porter"], "taken": False} == offers["mam"]
    assert offers["mam"]["why"] == "someone changed it since"
    assert (offers["google_books"]["value"], offers["google_books"]["why"]) == ([], "says nothing of it")
    assert {
        (await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)).phrases[FieldName.NARRATORS]
    } == {offers["mam"]["why"]}


async def test_a_source_is_taken_over_a_persons_value(
    ask, book, write, download, answers, shelf, clock, daemon
):
    """It is written, noted with before and after, and the field is the source's from then on."""
    shelf.edit(book.id, narrators=["Me"])
    actions = (await field(ask, book, "narrators"))["actions"]
    assert {"kind": "take", "source": "mam", "change": None} in actions

    status, taken = await ask(f"/api/books/{book.id}/take", {"field": "narrators", "source": "mam"})

    assert (status, taken["value"], book.narrators) == (200, ["Ray Porter"], ["Ray Porter"])
    [change] = await daemon.parts.store.changes.recent()
    assert (change.before, change.after, change.source) == (["Me"], ["Ray Porter"], "mam")
    await write(book.id, {FieldName.NARRATORS: ["Newer"]}, MAM)
    assert book.narrators == ["Newer"], "it is ours again"


async def test_what_was_taken_is_undone(ask, book, download, shelf):
    """The person's value is there again."""
    shelf.edit(book.id, narrators=["Me"])
    await ask(f"/api/books/{book.id}/take", {"field": "narrators", "source": "mam"})
    [undo] = [one for one in (await field(ask, book, "narrators"))["actions"] if one["kind"] == "undo"]

    status, _ = await ask(f"/api/changes/{undo['change']}/undo", {})

    assert (status, book.narrators) == (200, ["Me"])
    assert (await field(ask, book, "narrators"))["source"] == "person"


async def test_a_locked_field_offers_only_its_key(ask, book, download, write):
    """Nothing takes it, no event writes it; unlocked it is written as before."""
    status, locked = await ask(f"/api/books/{book.id}/lock", {"field": "narrators"})
    assert (status, locked["locked"], locked["changed"]) == (200, True, True)

    taken = await ask(f"/api/books/{book.id}/take", {"field": "narrators", "source": "mam"})
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)
    seen = await field(ask, book, "narrators")

    assert (taken[0], taken[1]["detail"]) == (409, "narrators: it is locked: unlock it first")
    assert book.narrators == []
    assert seen["locked_since"] is not None
    assert [one["kind"] for one in seen["actions"]] == ["unlock"]
    assert [one["why"] for one in seen["offers"]] == ["you locked it"]
    await ask(f"/api/books/{book.id}/unlock", {"field": "narrators"})
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)
    assert book.narrators == ["Ray Porter"]


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"field": "isbn", "source": "mam"}, 409, "isbn: the source says nothing of it"),
        ({"field": "isbn", "source": "audible"}, 409, "isbn: the source says nothing of it"),
        ({"field": "isbn", "source": "person"}, 422, "source: must be"),
        ({"field": "ISBNs", "source": "mam"}, 422, "field: must be"),
        ({"field": "isbn"}, 400, "source: is missing"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_refused(ask, book, download, body, status, detail):
    """With the reason, and nothing is written."""
    answer = await ask(f"/api/books/{book.id}/take", body)

    assert answer[0] == status
    assert answer[1]["detail"].startswith(detail)


async def test_a_value_that_is_there_is_not_taken_again(ask, book, download, shelf, daemon):
    """Nothing is sent, and nothing noted."""
    shelf.edit(book.id, narrators=["Ray Porter"])

    status, problem = await ask(f"/api/books/{book.id}/take", {"field": "narrators", "source": "mam"})

    assert (status, problem["detail"]) == (409, "narrators: it is what the field holds already")
    assert await daemon.parts.store.changes.recent() == []


@pytest.mark.parametrize("item", ["nobody", "...", "%00", "a%2Fb", "x" * 2000])
async def test_an_unknown_item_is_not_found(url, http, token, item):
    """Whatever its id looks like; on the page, too."""
    for path in (f"/api/books/{item}", f"/books/{item}"):
        async with http.get(url + path, headers=token) as answer:
            assert answer.status == 404


async def test_the_last_known_values_are_shown_while_the_library_is_away(
    ask, book, daemon, download, shelf, clock
):
    """With a note; what the mirror does not hold is said to be unknown, and a lock is still possible."""
    from handlers.library.mirror import book_of

    item = await daemon.api.books.describe.write_fields.desk.audiobookshelf.item(book.id)
    await daemon.parts.store.books.save([book_of(item)], now=clock.now())
    shelf.down = True

    status, view = await ask(f"/api/books/{book.id}")
    locked = await ask(f"/api/books/{book.id}/lock", {"field": "narrators"})

    found = {one["name"]: one for one in view["fields"]}
    assert status == locked[0] == 200
    assert view["note"].endswith("these are the values of the last library sync")
    assert (found["title"]["known"], found["title"]["value"]) == (True, "Chains")
    assert (found["duration tag"]["known"], found["duration tag"]["value"]) == (False, None)
    assert found["narrators"]["offers"][0]["allowed"] is False


async def test_a_book_is_found_by_what_it_is_called(ask, book, daemon, download, clock):
    """By its id, its download's number or its title in any case; by a part of the title where none is it."""
    item = await daemon.api.books.describe.write_fields.desk.audiobookshelf.item(book.id)
    from handlers.library.mirror import book_of

    await daemon.parts.store.books.save([book_of(item)], now=clock.now())

    for called in (book.id, str(download.id), "CHAINS", " chains ", "hain"):
        status, found = await ask(f"/api/books?called={called}")
        assert (status, [one["item_id"] for one in found]) == (200, [book.id])
    assert await ask("/api/books?called=99") == (200, [])
