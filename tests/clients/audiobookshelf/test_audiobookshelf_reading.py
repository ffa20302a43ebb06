"""The client against the stand-in, over real HTTP."""

from datetime import timedelta
from pathlib import Path

from aiohttp import web

from clients.audiobookshelf import Library
from domain.recording import Series
from sandbox.audiobookshelf import write_audio
from sandbox.clock import START
from sandbox.server import LoopbackServer


async def test_status_says_who_answers_and_sends_no_key(client, shelf):
    """The version is known without the key leaving the house."""
    status = await client.status()

    assert (status.version, status.initialised) == ("2.36.0", True)
    assert "Authorization" not in shelf.requests[-1].headers


async def test_me_shows_what_the_key_may_do_and_keeps_no_credential(connect, shelf):
    """The answer holds a permanent token, which goes nowhere."""
    admin = await connect(shelf.url, shelf.admin.token).me()
    editor = await connect(shelf.url, shelf.editor.token).me()
    reader = await connect(shelf.url, shelf.reader.token).me()

    rights = [(me.user_type, me.is_admin, me.can_update) for me in (admin, editor, reader)]
    assert rights == [("root", True, True), ("user", False, True), ("user", False, False)]
    assert shelf.admin.legacy_token not in repr(admin)


async def test_libraries_are_those_of_books(client, shelf, tmp_path: Path):
    """Podcasts are left out; what decides whether writes survive a scan is reported."""
    shelf.add_library("Podcasts", tmp_path, media_type="podcast")
    shelf.library.settings["disableWatcher"] = True

    libraries = await client.libraries()

    assert libraries == (
        Library(
            id=shelf.library.id,
            name="Audiobooks",
            folders=("/audiobooks",),
            watcher_enabled=False,
            metadata_precedence=(
                "folderStructure", "audioMetatags", "nfoFile", "txtFiles", "opfFile", "absMetadata",
            ),
        ),
    )  # fmt: skip


async def test_an_item_is_read_in_full(client, shelf, books):
    """Paths, inodes, sizes, durations and every field that is compared come through."""
    tags = {"composer": "Porter, Ray & Smith, Jo", "artist": "Andy Weir", "publisher": "Audible Studios"}
    paths = [
        write_audio(books / "Andy Weir" / "Hail" / f"{n}.mp3", seconds=10.5, tags=tags, size=5000 + n)
        for n in (1, 2)
    ]
    shelf.scan_library()
    shelf.edit(
        "Hail",
        series=[("Lone", "1.5"), "Other"],
        tags=["a", "b"],
        description="A & B",
        published_year="2021",
        isbn="9780593135204",
        asin="B08G9PRS1K",
        language="English",
        subtitle="A Novel",
        abridged=True,
    )

    item = await client.item(shelf.item("Hail").id)

    assert item is not None
    assert (item.library_id, item.path, item.rel_path) == (
        shelf.library.id,
        "/audiobooks/Andy Weir/Hail",
        "Andy Weir/Hail",
    )
    assert (item.title, item.subtitle, item.authors) == ("Hail", "A Novel", ("Andy Weir",))
    assert item.narrators == ("Ray Porter", "Jo Smith")
    assert item.series == (Series(name="Lone", sequence="1.5"), Series(name="Other"))
    assert (item.tags, item.publisher, item.published_year) == (("a", "b"), "Audible Studios", "2021")
    assert (item.isbn, item.asin, item.language) == ("9780593135204", "B08G9PRS1K", "English")
    assert (item.description, item.abridged, item.is_file, item.is_missing) == (
        "A &amp; B",
        True,
        False,
        False,
    )
    assert (item.duration_seconds, len(item.chapters), item.added_at) == (21.0, 2, START)
    files = [(file.path, file.rel_path, file.ino, file.size) for file in item.audio_files]
    assert files == [
        (f"/audiobooks/Andy Weir/Hail/{path.name}", path.name, path.stat().st_ino, path.stat().st_size)
        for path in paths
    ]
    embedded = item.audio_files[0].embedded
    assert (embedded.narrators, embedded.authors) == (("Ray Porter", "Jo Smith"), ("Andy Weir",))
    assert (embedded.publisher, embedded.title, embedded.series) == ("Audible Studios", None, ())
    assert item.audio_files[0].duration_seconds == 10.5


async def test_metadata_that_came_with_the_files_is_reported(client, shelf, books):
    """A metadata.json or .opf beside the audio may hold what a person entered elsewhere."""
    for name, beside in (("A", "metadata.json"), ("B", "Book.OPF"), ("C", "cover.jpg")):
        write_audio(books / name / "1.mp3", seconds=4)
        (books / name / beside).write_text("{}")
    shelf.scan_library()

    found = await client.items(book.id for book in shelf.items())

    assert {item.rel_path: item.brings_metadata for item in found.items} == {"A": True, "B": True, "C": False}


async def test_a_single_file_is_its_own_item(client, shelf, books):
    """Its path is the file's own."""
    path = write_audio(books / "Root.m4b", seconds=4, size=5000)
    shelf.scan_library()

    listed = (await client.page(shelf.library.id, 0))[0].items[0]

    item = await client.item(listed.id)
    assert (item.is_file, item.path, listed.path) == (True, "/audiobooks/Root.m4b", "/audiobooks/Root.m4b")
    assert (item.title, item.audio_files[0].ino, item.duration_seconds) == ("Root", path.stat().st_ino, 4.0)


async def test_the_newest_come_first(client, shelf):
    """Only as many as asked for, in one request."""
    books = shelf.add_synthetic(5)

    page, _ = await client.page(shelf.library.id, 0, limit=2, newest_first=True)

    assert [item.id for item in page.items] == [books[4].id, books[3].id]
    assert page.items[0].updated_at == START - timedelta(milliseconds=1)


async def test_pages_end_with_a_short_one_even_without_a_total(client, shelf):
    """A total may be missing while a scan runs; a last page that is full needs one more request."""
    shelf.add_synthetic(6)
    shelf.state.omit_total = True

    uneven = [await client.page(shelf.library.id, number, limit=4) for number in range(2)]
    even = [await client.page(shelf.library.id, number, limit=3) for number in range(3)]

    assert [(len(page.items), last) for page, last in uneven] == [(4, False), (2, True)]
    assert [(len(page.items), last) for page, last in even] == [(3, False), (3, False), (0, True)]


async def test_many_items_are_fetched_in_batches_of_a_hundred(client, shelf):
    """Every id once, unknown ones left out, nothing asked for none."""
    ids = [book.id for book in shelf.add_synthetic(150)]

    page = await client.items([*ids, ids[0], "unknown"])
    requests = len(shelf.requests)
    nothing = await client.items([])

    assert {item.id for item in page.items} == set(ids)
    assert (len(page.items), page.skipped, requests) == (150, 0, 2)
    assert (nothing.items, len(shelf.requests)) == ((), requests)


async def test_one_unreadable_item_does_not_spoil_a_listing(client, shelf):
    """It is left out and counted."""
    first, second = shelf.add_synthetic(2)
    second.path = ""

    page = await client.items([first.id, second.id])
    listed, last = await client.page(shelf.library.id, 0, limit=2)

    assert ([item.id for item in page.items], page.skipped) == ([first.id], 1)
    assert ([item.id for item in listed.items], listed.skipped, last) == ([first.id], 1, False)


ODD_ITEM = {
    "id": "i", "libraryId": "l", "path": "/p", "relPath": 7, "isFile": "yes", "ino": "-1", "updatedAt": 1e300,
    "addedAt": "NaN", "new": {"field": 1},
    "media": {
        "duration": "nonsense", "tags": ["a", 5, None], "chapters": None, "numAudioFiles": "two",
        "metadata": {
            "title": {"odd": True}, "publishedYear": 2021, "abridged": "false", "narrators": "Ray Porter",
            "authors": [None, "Andy Weir", {"name": "Real"}, {"id": 1}],
            "series": [{"name": "Lone", "sequence": 2}, {"sequence": "1"}],
        },
        "audioFiles": [
            None,
            {"ino": "x"},
            {"ino": "9" * 400, "metadata": {"path": "/p/1", "size": -5}, "duration": -1, "metaTags": "odd"},
            {"ino": (1 << 63) + 1, "metadata": {"path": "/p/2", "size": 5.0}},
        ],
    },
}  # fmt: skip


async def test_odd_values_inside_an_item_count_as_absent(connect):
    """What is missing, new or of the wrong kind never makes an item unreadable."""

    async def odd(request: web.Request) -> web.Response:
        raw = [ODD_ITEM, None, 5, {}, {"id": "i"}]
        return web.json_response({"libraryItems": raw, "results": raw} | ODD_ITEM)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", odd)
    async with LoopbackServer(app) as server:
        client = connect(server.url, "token")
        page = await client.items(["i"])
        listing, _ = await client.page("l", 0)
        assert page.items == (await client.item("i"),)

    assert (page.skipped, listing.skipped) == (4, 4)
    item, listed = page.items[0], listing.items[0]
    assert (item.title, item.published_year, item.abridged, item.narrators) == (None, "2021", False, ())
    assert (item.authors, item.series) == (("Real",), (Series(name="Lone", sequence="2"),))
    assert (item.tags, item.chapters, item.duration_seconds) == (("a",), (), 0.0)
    assert (item.is_file, item.updated_at, item.added_at) == (False, None, None)
    assert [(file.path, file.ino, file.size, file.duration_seconds) for file in item.audio_files] == [
        ("/p/1", None, None, 0.0),
        ("/p/2", (1 << 63) + 1, 5, 0.0),
    ]
    assert (listed.is_missing, listed.updated_at) == (False, None)


async def test_an_unknown_item_is_none(client):
    """Also one whose id would mean something else in a path."""
    assert await client.item("unknown") is None
    assert await client.item("../me?x=1#y") is None


async def test_search_finds_by_title_and_identifier(client, shelf):
    """A blank question is not asked."""
    book = shelf.add_synthetic(2)[1]
    shelf.edit(book.id, asin="B08G9PRS1K")

    by_asin = await client.search(shelf.library.id, "B08G9PRS1K")
    asked = len(shelf.requests)
    blank = await client.search(shelf.library.id, " ")

    assert [item.id for item in by_asin.items] == [book.id]
    assert (blank.items, len(shelf.requests)) == ((), asked)
