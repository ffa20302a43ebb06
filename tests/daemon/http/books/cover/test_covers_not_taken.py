"""Covers that cannot be taken, each with the reason."""

from sandbox.audiobookshelf import write_audio
from tests.daemon.http.books.cover.conftest import MINE, kinds, shown


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


async def test_a_locked_cover_offers_only_its_key(offers, ask, seen, take, shelf, book):
    """No one sets it until it is unlocked."""
    await ask(f"/api/books/{book.id}/lock", {"field": "cover"})

    cover = await seen()

    assert kinds(cover) == [("unlock", None)]
    assert {one["why"] for one in cover["offers"]} == {"you locked it"}
    assert (await take("mam"))[1]["detail"] == "cover: it is locked: unlock it first"
    assert book.cover_path is None
    await ask(f"/api/books/{book.id}/unlock", {"field": "cover"})
    assert (await take("mam"))[0] == 200


async def test_a_missing_right_is_named_before_anything_is_fetched(shelf, offers, seen, take, book):
    """In the view, and in the answer to a request for it."""
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


async def test_while_the_library_is_away_the_cover_is_unknown(offers, seen, shelf, daemon, book, clock):
    """Nothing is said of it, and its lock is there."""
    from handlers.library.mirror import book_of

    item = await daemon.api.books.describe.write_fields.desk.audiobookshelf.item(book.id)
    await daemon.parts.store.books.save([book_of(item)], now=clock.now())
    shelf.down = True

    cover = await seen()

    assert (cover["known"], cover["offers"], kinds(cover)) == (False, [], [("lock", None)])
