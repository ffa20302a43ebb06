"""Covers of the stand-in, as the real server was seen to treat them (facts/audiobookshelf_2.md 2)."""

from pathlib import Path

import aiohttp
import pytest

from sandbox import pictures
from sandbox.audiobookshelf import Book, SandboxAudiobookshelf, write_audio
from sandbox.audiobookshelf.covers import embedded_picture

JPEG = pictures.jpeg(500, 500)


@pytest.fixture
def book(shelf: SandboxAudiobookshelf, books: Path) -> Book:
    write_audio(books / "Chains" / "1.mp3", seconds=60)
    shelf.scan_library()
    return shelf.item("Chains")


@pytest.fixture
async def ask(shelf: SandboxAudiobookshelf, book: Book):
    """Asks for something of the book's cover, as the administrator unless set otherwise."""
    async with aiohttp.ClientSession() as session:

        async def send(method: str, *, query: str = "", token: str | None = shelf.token, **more: object):
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            url = f"{shelf.url}/api/items/{book.id}/cover{query}"
            async with session.request(method, url, headers=headers, **more) as answer:
                body = await answer.read()
                return answer.status, body if answer.content_type.startswith("image/") else body.decode()

        yield send


def _upload(name: str, data: bytes, *, parts: int = 1) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for _ in range(parts):
        form.add_field("cover", data, filename=name, content_type="text/plain")
    return form


async def test_only_the_extension_of_an_upload_is_checked(ask) -> None:
    """Text and nothing at all are taken under the name of a picture; then it cannot be shown, but as it is."""
    for data in (b"text", b""):
        assert (await ask("POST", data=_upload("x.jpg", data)))[0] == 200
        assert (await ask("GET"))[0] == 500
        assert await ask("GET", query="?raw=1") == (200, data)
    said = "Invalid image type .gif (Supported: png,jpg,jpeg,webp)"
    assert await ask("POST", data=_upload("x.gif", JPEG)) == (400, said)


async def test_an_address_is_never_fetched(ask) -> None:
    """The server's guard refuses this machine; no address is an answer of its own, and a number ends the process."""
    assert await ask("POST", json={"url": "http://127.0.0.1/a.jpg"}) == (
        400,
        "Failed to download image from url",
    )
    assert await ask("POST", json={}) == (400, "Invalid request no file or url")


@pytest.mark.parametrize("what", [{"json": {"url": 5}}, {"data": _upload("x.jpg", JPEG, parts=2)}])
async def test_some_uploads_end_the_process(
    shelf: SandboxAudiobookshelf, ask, what: dict[str, object]
) -> None:
    """An address that is no text, and two files at once."""
    with pytest.raises(aiohttp.ClientError):
        await ask("POST", **what)

    assert shelf.crashes == 1


async def test_a_cover_is_shown_to_anybody(ask) -> None:
    """No token is asked for, and there is none before one is set."""
    assert await ask("GET", token=None) == (404, "Not Found")
    await ask("POST", data=_upload("x.jpg", JPEG))
    assert await ask("GET", token=None) == (200, JPEG)


async def test_a_path_is_chosen_by_what_the_file_begins_with(
    shelf: SandboxAudiobookshelf, ask, book: Book, tmp_path: Path
) -> None:
    """The first bytes count, the rest does not; what is none of its own files is copied."""
    for name, data in (("half.jpg", JPEG[:40]), ("a.gif", pictures.gif(9, 9)), ("a.jpg", b"text")):
        (tmp_path / name).write_bytes(data)

    assert (await ask("PATCH", json={"cover": f"{tmp_path}/half.jpg"}))[0] == 200
    assert shelf.item(book.id).cover_path == f"/metadata/items/{book.id}/cover.jpg"
    assert await ask("PATCH", json={"cover": f"{tmp_path}/none.jpg"}) == (500, "Cover path does not exist")
    assert await ask("PATCH", json={"cover": str(tmp_path)}) == (500, "Cover path is not a file")
    assert await ask("PATCH", json={"cover": f"{tmp_path}/a.jpg"}) == (500, "Invalid image")
    assert (await ask("PATCH", json={"cover": f"{tmp_path}/a.gif"}))[1].startswith("Invalid image type gif")
    assert await ask("PATCH", json={"cover": "http://x/a.jpg"}) == (500, "Invalid cover path")
    assert await ask("PATCH", json={}) == (400, "Invalid request no cover path")


async def test_removing_needs_its_own_right_and_leaves_the_file(
    shelf: SandboxAudiobookshelf, ask, book: Book
) -> None:
    """Who may update may not remove; what is removed is only not the cover any more."""
    await ask("POST", data=_upload("x.png", JPEG))

    assert (await ask("DELETE", token=shelf.editor.token)) == (403, "Forbidden")
    assert (await ask("DELETE")) == (200, "OK")
    assert (await ask("DELETE")) == (200, "OK")
    assert shelf.item(book.id).cover_path is None
    assert f"/metadata/items/{book.id}/cover.png" in shelf.covers.files


async def test_a_scan_keeps_a_cover_and_finds_one_where_there_is_none(
    shelf: SandboxAudiobookshelf, books: Path
) -> None:
    """`cover.*` wins, then the first image, then the picture in the audio; a set one stays while its file does."""
    folder = books / "Whole"
    write_audio(folder / "1.mp3", seconds=60, tags={"picture": "yes"})
    for name in ("aaa.png", "cover.jpg"):
        (folder / name).write_bytes(JPEG)
    shelf.scan_library()
    book = shelf.item("Whole")

    found = [book.cover_path]
    for name in ("cover.jpg", "aaa.png"):
        (folder / name).unlink()
        shelf.scan_library()
        found.append(book.cover_path)
    (folder / "later.png").write_bytes(JPEG)
    shelf.scan_library()

    metadata = f"/metadata/items/{book.id}/cover.jpg"
    assert found == ["/audiobooks/Whole/cover.jpg", "/audiobooks/Whole/aaa.png", metadata]
    assert book.cover_path == metadata
    assert shelf.covers.files[metadata] == embedded_picture(book)


async def test_beside_the_book_other_covers_are_deleted(
    shelf: SandboxAudiobookshelf, ask, book: Book, books: Path
) -> None:
    """With storeCoverWithItem the folder has one `cover.*` afterwards, and the item names it."""
    shelf.covers.with_item = True
    (books / "Chains" / "cover.png").write_bytes(b"former")
    (books / "Chains" / "other.png").write_bytes(b"another")

    await ask("POST", data=_upload("x.jpg", JPEG))

    assert sorted(one.name for one in (books / "Chains").iterdir()) == ["1.mp3", "cover.jpg", "other.png"]
    assert book.cover_path == "/audiobooks/Chains/cover.jpg"
