"""Covers over the API, at a stand-in that has the real server's ways (facts/audiobookshelf_2.md 2 and 8)."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Covers, Server
from clients.images import Picture, read_picture
from domain.dependency import Dependency
from domain.errors import NeedsPersonError, NotFoundError
from sandbox import pictures
from sandbox.audiobookshelf import Book, SandboxAudiobookshelf, User, write_audio
from sandbox.clock import FakeClock

PICTURE = read_picture(pictures.jpeg(500, 500, mark="ours"))
Open = Callable[..., Covers]


@pytest.fixture
async def open_covers(
    shelf: SandboxAudiobookshelf, dependency: Dependency, clock: FakeClock
) -> AsyncIterator[Open]:
    """Makes a client whose user has these rights."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(**rights: bool) -> Covers:
            user = User(name="someone", **rights)
            shelf.state.users.append(user)
            http = Http(session=session, base_url=shelf.url, dependency=dependency, clock=clock)
            return Covers(Server(http=http, token=SecretStr(user.token), turn=nullcontext))

        yield make


@pytest.fixture
def covers(open_covers: Open) -> Covers:
    return open_covers(update=True, upload=True, delete=True)


@pytest.fixture
def book(shelf: SandboxAudiobookshelf, books: Path) -> Book:
    write_audio(books / "Chains" / "1.mp3", seconds=60)
    shelf.scan_library()
    return shelf.item("Chains")


@pytest.mark.parametrize(
    "picture",
    [
        read_picture(pictures.jpeg(500, 500)),
        read_picture(pictures.png(500, 300)),
        read_picture(pictures.webp(300, 300)),
    ],
)
async def test_an_upload_is_the_cover_until_it_is_removed(
    shelf: SandboxAudiobookshelf, covers: Covers, client: Audiobookshelf, book: Book, picture: Picture
) -> None:
    """The item names the file, which is served as it was sent; removed, it shows the placeholder again."""
    assert await covers.shown(book.id) is None
    await covers.upload(book.id, picture)

    item = await client.item(book.id)
    assert item.cover_path == f"/metadata/items/{book.id}/{picture.file_name}"
    assert await covers.shown(book.id) == picture.data
    await covers.remove(book.id)
    assert (await client.item(book.id)).cover_path is None
    assert await covers.shown(book.id) is None


@pytest.mark.parametrize(
    ("rights", "uploads", "removes"),
    [
        ({}, False, False),
        ({"update": True}, False, False),
        ({"upload": True}, False, False),
        ({"update": True, "upload": True}, True, False),
        ({"delete": True}, False, True),
    ],
)
async def test_rights_are_known_before_they_are_needed(
    open_covers: Open, book: Book, rights: dict[str, bool], uploads: bool, removes: bool
) -> None:
    """What the rules say is what the server lets the key's user do; a missing right takes nothing from the key."""
    covers = open_covers(**rights)

    rules = await covers.rules()

    assert (rules.can_upload, rules.can_remove) == (uploads, removes)
    for may, call in ((uploads, covers.upload(book.id, PICTURE)), (removes, covers.remove(book.id))):
        with nullcontext() if may else pytest.raises(NeedsPersonError, match="give it the permission"):
            await call
    assert covers.server.http.dependency.refused is None


@pytest.mark.parametrize("beside", [True, False])
async def test_where_covers_are_kept_is_shown_to_any_key(
    shelf: SandboxAudiobookshelf, open_covers: Open, beside: bool
) -> None:
    """Whether the server writes covers into the books' folders shows without an administrator's key."""
    shelf.covers.with_item = beside

    assert (await open_covers().rules()).beside_books is beside


async def test_an_unknown_item_is_not_found(covers: Covers) -> None:
    """It is said before anything of rights."""
    assert await covers.shown("nobody") is None
    with pytest.raises(NotFoundError):
        await covers.upload("nobody", PICTURE)


async def test_a_page_as_a_cover_says_nothing_of_the_server(
    shelf: SandboxAudiobookshelf, covers: Covers, client: Audiobookshelf, book: Book
) -> None:
    """The server takes any bytes as a cover; what they are does not make it unavailable."""
    shelf.covers.upload(shelf.library, book, "jpg", b"<html><title>not there</title></html>")

    assert await covers.shown(book.id) == b"<html><title>not there</title></html>"
    assert (await client.me()).username == "shelfhook"


async def test_pictures_of_the_files_are_known(
    shelf: SandboxAudiobookshelf, client: Audiobookshelf, books: Path
) -> None:
    """Whether a scan would take a cover from beside or inside the audio shows in the item."""
    write_audio(books / "Bare" / "1.mp3", seconds=60)
    write_audio(books / "Beside" / "1.mp3", seconds=60)
    (books / "Beside" / "folder.jpg").write_bytes(PICTURE.data)
    write_audio(books / "Inside" / "1.mp3", seconds=60, tags={"picture": "yes"})
    shelf.scan_library()

    items = {name: await client.item(shelf.item(name).id) for name in ("Bare", "Beside", "Inside")}

    assert {name: (item.brings_cover, item.cover_path is not None) for name, item in items.items()} == {
        "Bare": (False, False),
        "Beside": (True, True),
        "Inside": (True, True),
    }
    assert items["Beside"].cover_path == "/audiobooks/Beside/folder.jpg"


@pytest.mark.parametrize(("across", "harmed"), [(False, False), (True, True)])
async def test_beside_the_book_an_upload_may_change_another_link(
    shelf: SandboxAudiobookshelf,
    covers: Covers,
    book: Book,
    books: Path,
    tmp_path: Path,
    across: bool,
    harmed: bool,
) -> None:
    """Across file systems the server writes into the inode that is there, and a seeded file changes along."""
    shelf.covers.with_item, shelf.covers.other_file_system = True, across
    seeded = tmp_path / "seeded.jpg"
    seeded.write_bytes(b"the torrent's own")
    os.link(seeded, books / "Chains" / "cover.jpg")

    await covers.upload(book.id, PICTURE)

    assert (books / "Chains" / "cover.jpg").read_bytes() == PICTURE.data
    assert (seeded.read_bytes() != b"the torrent's own") is harmed
