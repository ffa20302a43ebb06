"""The cover in the view of a book: whose it is, who has one, and what a person may do about it."""

from datetime import timedelta

import pytest

from domain.facts import ChangeSource, Status
from domain.recording import Recording
from sandbox import pictures
from sandbox.audiobookshelf import write_audio
from store.source_answers import SourceAnswer

MAMS, AUDIBLES, MINE = (pictures.jpeg(500, 500, mark=one) for one in ("mam", "audible", "mine"))


@pytest.fixture(autouse=True)
def rights(shelf):
    """What covers need beside the right to update."""
    shelf.editor.upload = shelf.editor.delete = True


@pytest.fixture
def at(shelf, books, clock):
    """Puts a picture at an address that may be asked: another item's cover."""

    def put(title, data):
        write_audio(books / title / "1.mp3", seconds=60)
        [other] = shelf.scan_library().added
        shelf.covers.upload(shelf.library, other, "jpg", data)
        clock.advance(timedelta(minutes=1))
        return f"{shelf.url}/api/items/{other.id}/cover?raw=1"

    return put


@pytest.fixture
async def offers(daemon, clock, book, at):
    """MAM's record has a picture, and Audible has another one."""
    downloads = daemon.parts.store.downloads
    made = await downloads.create(
        Recording(torrent_id=1, title="Chains", poster=at("MAM's", MAMS)),
        hashes=("a" * 40, None, None),
        found_by="test",
        status=Status.APPLIED,
        now=clock.now(),
    )
    await downloads.update(made.id, item_id=book.id, applied_at=clock.now())
    await daemon.parts.store.source_answers.keep(
        SourceAnswer(
            item_id=book.id,
            source=ChangeSource.AUDIBLE,
            asked_at=clock.now(),
            in_vain=0,
            found=True,
            values={"cover": at("Audible's", AUDIBLES)},
            why="the same ASIN",
        )
    )
    clock.advance(timedelta(minutes=1))
    return made


@pytest.fixture
def ask(url, http, token):
    async def ask(path, body=None):
        method = "GET" if body is None else "POST"
        async with http.request(method, url + path, headers=token, json=body) as answer:
            return answer.status, await answer.json()

    return ask


@pytest.fixture
def seen(ask, book):
    """The cover in the view."""

    async def seen():
        _, view = await ask(f"/api/books/{book.id}")
        return next(one for one in view["fields"] if one["name"] == "cover")

    return seen


@pytest.fixture
def take(ask, book):
    async def take(source):
        return await ask(f"/api/books/{book.id}/take", {"field": "cover", "source": source})

    return take


def shown(shelf, book):
    return None if book.cover_path is None else shelf.covers.read(shelf.library, book.cover_path)


def kinds(cover):
    return [(one["kind"], one["source"]) for one in cover["actions"]]


async def test_what_the_sources_have_is_offered_without_a_request(shelf, offers, seen, book):
    """The item shows no cover, each source has one; no address is shown, and nobody is asked for a picture."""
    before = len(shelf.requests)

    cover = await seen()

    assert (cover["known"], cover["value"], cover["source"], cover["since"]) == (True, None, None, None)
    assert [(one["source"], one["value"], one["taken"], one["allowed"]) for one in cover["offers"]] == [
        ("mam", "a picture", False, True),
        ("audible", "a picture", False, True),
    ]
    assert kinds(cover) == [("take", "mam"), ("take", "audible"), ("lock", None)]
    assert not any(one.path.endswith("/cover") for one in shelf.requests[before:])


async def test_a_taken_cover_is_the_sources(shelf, offers, seen, take, book, daemon, clock):
    """It is uploaded and noted; the view says whose it is, since when, its size, and offers its undoing."""
    moment = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    status, taken = await take("audible")

    assert (status, taken["value"], shown(shelf, book)) == (200, "jpeg 500x500", AUDIBLES)
    [change] = await daemon.parts.store.changes.recent()
    assert (change.field, change.source, change.download_id) == ("cover", "audible", offers.id)
    cover = await seen()
    assert (cover["value"], cover["source"], cover["since"]) == ("jpeg 500x500", "audible", moment)
    assert [(one["source"], one["value"], one["taken"]) for one in cover["offers"]] == [
        ("mam", "a picture", False),
        ("audible", "jpeg 500x500", True),
    ]
    assert kinds(cover) == [("take", "mam"), ("lock", None), ("undo", None)]
    assert (await take("audible"))[1]["detail"] == "cover: it is what the field holds already"


async def test_ours_gives_way_to_another_and_comes_back(shelf, offers, ask, take, book, seen):
    """One source's over another's; the undoing gets the former picture again, and the next one removes it."""
    await take("audible")
    assert (await take("mam"))[0] == 200
    assert shown(shelf, book) == MAMS
    mams, audibles = (await ask("/api/changes"))[1][:2]

    first, _ = await ask(f"/api/changes/{mams['id']}/undo", {})
    back = shown(shelf, book)
    cover = await seen()

    assert (first, back, cover["source"]) == (200, AUDIBLES, "person")
    assert mams["before"] == audibles["after"]


async def test_undoing_the_download_undoes_both(shelf, offers, ask, take, book):
    """The newer picture gives way to the former one, and that to none."""
    await take("audible")
    await take("mam")
    mams, audibles = (await ask("/api/changes"))[1]
    _, [early] = await ask(f"/api/changes/{audibles['id']}/undo", {})

    _, undone = await ask(f"/api/downloads/{offers.id}/undo", {})

    assert early["why"] == f"change {mams['id']} set it again since: undo that first"
    assert [(one["change"], one["undone"]) for one in undone] == [(mams["id"], True), (audibles["id"], True)]
    assert book.cover_path is None


async def test_a_persons_cover_is_never_replaced(shelf, offers, seen, take, book):
    """It could not be brought back: the view says whose it is, offers no taking, and a wish is refused in words."""
    shelf.covers.upload(shelf.library, book, "jpg", MINE)

    cover = await seen()
    status, problem = await take("mam")

    assert (cover["value"], cover["source"]) == (book.cover_path, "audiobookshelf")
    assert {one["why"] for one in cover["offers"]} == {"is filled in already"}
    assert kinds(cover) == [("lock", None)]
    assert (status, "no undoing could bring it back" in problem["detail"]) == (409, True)
    assert shown(shelf, book) == MINE


async def test_what_a_person_set_over_ours_is_theirs(shelf, offers, seen, take, book):
    """Also under the same name: what is there is compared with what was sent."""
    await take("mam")
    shelf.covers.upload(shelf.library, book, "jpg", MINE)

    cover = await seen()

    assert (cover["source"], cover["since"], kinds(cover)) == ("person", None, [("lock", None)])
    assert (await take("audible"))[0] == 409
    assert shown(shelf, book) == MINE


async def test_a_cover_of_the_files_is_theirs(shelf, books, ask, daemon):
    """A picture beside the files that a scan took is the files' since the item was added."""
    (books / "Own").mkdir()
    (books / "Own" / "cover.jpg").write_bytes(MINE)
    write_audio(books / "Own" / "1.mp3", seconds=60)
    [own] = shelf.scan_library().added

    _, view = await ask(f"/api/books/{own.id}")

    cover = next(one for one in view["fields"] if one["name"] == "cover")
    assert cover["source"] == "files"
    assert cover["since"] is not None
    assert [(one["source"], one["taken"]) for one in cover["offers"]] == [("files", True)]


async def test_an_undone_cover_is_a_persons_word_and_may_be_taken_again(shelf, offers, ask, seen, take, book):
    """No event sets it again, and the view says why; a person may."""
    await take("mam")
    [change] = (await ask("/api/changes"))[1]
    await ask(f"/api/changes/{change['id']}/undo", {})

    cover = await seen()

    assert (cover["value"], cover["source"]) == (None, "person")
    assert {one["why"] for one in cover["offers"]} == {f"a person undid change {change['id']}"}
    assert (await take("mam"))[0] == 200
    assert shown(shelf, book) == MAMS


async def test_a_locked_cover_offers_only_its_key(offers, ask, seen, take, shelf, book):
    """Nobody sets it until it is unlocked."""
    await ask(f"/api/books/{book.id}/lock", {"field": "cover"})

    cover = await seen()

    assert kinds(cover) == [("unlock", None)]
    assert {one["why"] for one in cover["offers"]} == {"a person locked it"}
    assert (await take("mam"))[1]["detail"] == "cover: it is locked: unlock it first"
    assert book.cover_path is None
    await ask(f"/api/books/{book.id}/unlock", {"field": "cover"})
    assert (await take("mam"))[0] == 200


async def test_a_missing_right_is_named_before_anything_is_fetched(shelf, offers, seen, take, book):
    """In the view, and to whoever wishes for it all the same."""
    shelf.editor.upload = False

    cover = await seen()
    status, problem = await take("mam")

    assert all("turn on Can Upload" in one["why"] for one in cover["offers"])
    assert kinds(cover) == [("lock", None)]
    assert (status, "turn on Can Upload" in problem["detail"]) == (409, True)


async def test_a_source_without_a_picture_has_none_to_take(offers, take):
    """Google Books said nothing of a cover."""
    assert (await take("google_books"))[1]["detail"] == "cover: the source has no picture of it"


async def test_what_is_no_picture_is_not_taken(shelf, offers, take, book):
    """The reason is said, and the item is as before."""
    other = shelf.item("MAM's")
    shelf.covers.files[other.cover_path] = b"<html>no picture</html>"

    status, problem = await take("mam")

    assert (status, "is no JPEG, PNG or WebP" in problem["detail"]) == (409, True)
    assert book.cover_path is None


async def test_the_page_has_the_buttons(url, http, token, offers, take, book):
    """Each picture with the button that takes it; no address of a source."""
    async with http.get(f"{url}/books/{book.id}", headers=token) as answer:
        page = await answer.text()

    assert "from MAM for cover" in page
    assert "from Audible for cover" in page
    assert "raw=1" not in page


async def test_while_the_library_is_away_the_cover_is_unknown(offers, seen, shelf, daemon, book, clock):
    """Nothing is said of it, and its lock is there."""
    from handlers.library.mirror import book_of

    item = await daemon.api.books.describe.write_fields.desk.audiobookshelf.item(book.id)
    await daemon.parts.store.books.save([book_of(item)], now=clock.now())
    shelf.down = True

    cover = await seen()

    assert (cover["known"], cover["offers"], kinds(cover)) == (False, [], [("lock", None)])
