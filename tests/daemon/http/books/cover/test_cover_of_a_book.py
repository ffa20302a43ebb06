"""The cover in the view of a book: whose it is, who has one, and what a person may do about it."""

from tests.daemon.http.books.cover.conftest import AUDIBLES, MAMS, MINE, kinds, shown


async def test_what_the_sources_have_is_offered_without_a_request(shelf, offers, seen, book):
    """The item shows no cover, each source has one; no address is shown, and no one is asked for a picture."""
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


async def test_what_a_person_set_over_ours_is_theirs(shelf, offers, seen, take, book):
    """Also under the same name: what is there is compared with what was sent."""
    await take("mam")
    shelf.covers.upload(shelf.library, book, "jpg", MINE)

    cover = await seen()

    assert (cover["source"], cover["since"], kinds(cover)) == ("person", None, [("lock", None)])
    assert (await take("audible"))[0] == 409
    assert shown(shelf, book) == MINE


async def test_an_undone_cover_is_a_persons_word_and_may_be_taken_again(shelf, offers, ask, seen, take, book):
    """No event sets it again, and the view says why; a person may."""
    await take("mam")
    [change] = (await ask("/api/changes"))[1]
    await ask(f"/api/changes/{change['id']}/undo", {})

    cover = await seen()

    assert (cover["value"], cover["source"]) == (None, "person")
    assert {one["why"] for one in cover["offers"]} == {f"you undid change {change['id']}"}
    assert (await take("mam"))[0] == 200
    assert shown(shelf, book) == MAMS


async def test_the_page_has_the_buttons(url, http, token, offers, take, book):
    """Each picture with the button that takes it; no address of a source."""
    async with http.get(f"{url}/books/{book.id}", headers=token) as answer:
        page = await answer.text()

    assert "from MyAnonamouse for cover" in page
    assert "from Audible for cover" in page
    assert "raw=1" not in page
