"""The stand-in asks custom metadata providers as facts/audiobookshelf.md 8 says."""

import aiohttp
import pytest
from aiohttp import web

from sandbox.audiobookshelf import SandboxAudiobookshelf, write_audio

MATCH = {
    "title": "Chains",
    "narrator": ["Ray Porter", "Second, Jr."],
    "publisher": "Audible",
    "series": [{"series": "Links", "sequence": "2"}],
    "duration": 970,
    "abridged": True,
    "explicit": True,
}


@pytest.fixture
async def provider():
    """What a provider was asked, and what it answers."""
    seen = []
    answer = {"matches": [MATCH, {"title": "Second"}]}

    async def search(request):
        seen.append(
            (dict(request.query), request.headers.get("Authorization"), request.headers["User-Agent"])
        )
        return web.json_response(answer)

    app = web.Application()
    app.router.add_get("/search", search)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen, answer
    await runner.cleanup()


@pytest.fixture
async def shelf(clock, tmp_path):
    write_audio(tmp_path / "Anna Writer" / "Chains" / "1.mp3", seconds=60)
    async with SandboxAudiobookshelf(clock=clock, folder=tmp_path) as server:
        server.scan_library()
        yield server


@pytest.fixture
async def call(shelf):
    """Ask the stand-in as its administrator: status and body."""
    async with aiohttp.ClientSession() as session:

        async def ask(method, path, user=shelf.admin, **given):
            headers = {"Authorization": f"Bearer {user.token}"}
            async with session.request(method, shelf.url + path, headers=headers, **given) as answer:
                is_json = answer.content_type == "application/json"
                return answer.status, await answer.json() if is_json else await answer.text()

        yield ask


@pytest.fixture
async def slug(call, provider):
    """The name of a registered provider."""
    body = {"name": "ours", "url": provider[0], "mediaType": "book", "authHeaderValue": "Bearer secret"}
    _, made = await call("POST", "/api/custom-metadata-providers", json=body)
    return f"custom-{made['provider']['id']}"


async def test_the_match_dialog_asks_it(call, slug, provider):
    """With media type, title and author, and the header; what it does not know is dropped."""
    params = {"provider": slug, "title": "Chains", "author": "Anna Writer"}

    status, found = await call("GET", "/api/search/books", params=params)

    assert provider[1] == [
        ({"mediaType": "book", "query": "Chains", "author": "Anna Writer"}, "Bearer secret", "axios/0.27.2")
    ]
    assert status == 200
    assert found[0]["narrator"] == "Ray Porter,Second, Jr."
    assert found[0]["duration"] == 970
    assert "abridged" not in found[0]
    assert len(found) == 2


async def test_quick_match_takes_the_first(call, slug, shelf):
    """It fills what is empty, and names are taken apart at commas."""
    shelf.edit("Chains", publisher="A person's")
    book = shelf.item("Chains")

    status, matched = await call("POST", f"/api/items/{book.id}/match", json={"provider": slug})

    assert (status, matched["updated"]) == (200, True)
    assert book.narrators == ["Ray Porter", "Second", "Jr."]
    assert book.publisher == "A person's"
    assert book.abridged is False


async def test_quick_match_may_override(call, slug, shelf):
    """When it is asked to."""
    shelf.edit("Chains", publisher="A person's")
    book = shelf.item("Chains")

    await call("POST", f"/api/items/{book.id}/match", json={"provider": slug, "overrideDetails": True})

    assert book.publisher == "Audible"


async def test_no_match(call, slug, shelf, provider):
    """A warning, and no error."""
    provider[2].clear()

    status, told = await call("POST", f"/api/items/{shelf.item('Chains').id}/match", json={"provider": slug})

    assert (status, told) == (200, {"warning": f"No {slug} match found"})


async def test_an_unknown_provider_finds_nothing(call):
    """As one that does not answer."""
    params = {"provider": "custom-nothing", "title": "Chains"}

    assert await call("GET", "/api/search/books", params=params) == (200, [])


async def test_only_administrators_may_change_them(call, shelf):
    """Others are forbidden to look, too."""
    path = "/api/custom-metadata-providers"

    assert await call("GET", path, shelf.editor) == (403, "Forbidden")
    assert await call("POST", path, shelf.editor, json={}) == (403, "Forbidden")
    assert await call("DELETE", f"{path}/x", shelf.editor) == (403, "Forbidden")
    assert (await call("POST", path, json={"name": "half"}))[0] == 400
    assert (await call("DELETE", f"{path}/x"))[0] == 404
