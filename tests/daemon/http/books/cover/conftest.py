"""A book, the covers that its sources offer, and its view."""

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
