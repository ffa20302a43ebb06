"""Who is let in, and how the stand-in refuses: facts/audiobookshelf.md 1, 2 and 6."""

import base64

import pytest


def encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


@pytest.mark.parametrize("base", ["", "/audiobookshelf"])
async def test_the_public_paths_need_no_token(ask, base):
    """Ping, health and status answer anyone, below the base path too."""
    nobody = {"headers": {"Authorization": ""}}

    ping = await ask("GET", f"{base}/ping", **nobody)
    health = await ask("GET", f"{base}/healthcheck", **nobody)
    status = await ask("GET", f"{base}/status", **nobody)

    assert ping.body == {"success": True}
    assert (health.content_type, health.body) == ("text/plain; charset=utf-8", "OK")
    assert (status.body["app"], status.body["serverVersion"]) == ("audiobookshelf", "2.36.0")


async def test_a_bad_token_is_refused_before_the_path_is_looked_at(shelf, ask):
    """401 without any Content-Type, also where nothing is; a deactivated user's key is a bad token."""
    shelf.reader.is_active = False

    wrong = await ask("GET", "/api/nope", headers={"Authorization": "Bearer wrong"})
    schemeless = await ask("GET", "/api/me", headers={"Authorization": shelf.token})
    deactivated = await ask("GET", "/api/me", token=shelf.reader.token)

    for reply in (wrong, schemeless, deactivated):
        assert (reply.status, reply.content_type, reply.body) == (401, None, "Unauthorized")


async def test_a_token_may_come_in_any_case_of_the_scheme_or_in_the_query(shelf, ask):
    """The scheme's case does not matter, and ?token= works as well; so does the user's legacy token."""
    lower = await ask("GET", "/api/me", headers={"Authorization": f"bearer {shelf.token}"})
    query = await ask("GET", f"/api/me?token={shelf.token}", headers={"Authorization": ""})
    legacy = await ask("GET", "/api/me", token=lower.body["token"])

    assert [reply.status for reply in (lower, query, legacy)] == [200, 200, 200]


async def test_permissions_are_refused_as_the_matrix_says(shelf, ask):
    """Without update no writes, without admin no scans; an unknown id is said first."""
    book = shelf.add_synthetic(1)[0]
    calls = {
        ("PATCH", f"/api/items/{book.id}/media"): (403, 200, 200),
        ("POST", f"/api/libraries/{shelf.library.id}/scan"): (403, 403, 200),
        ("POST", f"/api/items/{book.id}/scan"): (403, 403, 200),
        ("PATCH", "/api/items/unknown/media"): (404, 404, 404),
        ("GET", f"/api/items/{book.id.upper()}"): (404, 404, 404),
        ("PUT", f"/api/items/{book.id}/media"): (404, 404, 404),
    }

    for (method, path), expected in calls.items():
        users = (shelf.reader, shelf.editor, shelf.admin)
        statuses = [(await ask(method, path, json={}, token=user.token)).status for user in users]
        assert tuple(statuses) == expected, path


async def test_what_a_user_may_not_see_is_left_out_of_lists_and_refused_by_id(shelf, ask):
    """Explicit books and other libraries do not exist in lists; asked for directly they are 403."""
    plain, explicit = shelf.add_synthetic(2)
    explicit.explicit = True
    shelf.reader.explicit = False
    token = shelf.reader.token

    listed = await ask("GET", f"/api/libraries/{shelf.library.id}/items", token=token)
    single = await ask("GET", f"/api/items/{explicit.id}", token=token)
    batch = await ask(
        "POST", "/api/items/batch/get", json={"libraryItemIds": [plain.id, explicit.id]}, token=token
    )
    shelf.reader.libraries = ()
    libraries = await ask("GET", "/api/libraries", token=token)
    library = await ask("GET", f"/api/libraries/{shelf.library.id}/items", token=token)

    assert [one["id"] for one in listed.body["results"]] == [plain.id]
    assert (single.status, batch.status, library.status) == (403, 403, 403)
    assert libraries.body == {"libraries": []}


async def test_what_is_not_there_is_said_in_three_ways(shelf, ask):
    """An item as plain text, a library as HTML text, a route as the framework's page."""
    item = await ask("GET", "/api/items/nope")
    library = await ask("GET", "/api/libraries/nope")
    route = await ask("GET", "/api/nope")

    assert (item.status, item.content_type, item.body) == (404, "text/plain; charset=utf-8", "Not Found")
    assert (library.status, library.content_type) == (404, "text/html; charset=utf-8")
    assert library.body == "Library not found"
    assert (route.status, route.content_type) == (404, "text/html; charset=utf-8")
    assert "<pre>Cannot GET /api/nope</pre>" in route.body


async def test_lists_are_paged_sorted_and_checked(shelf, ask):
    """Pages count from 0, limit 0 and nonsense mean everything, negative or broken numbers are 400."""
    shelf.add_synthetic(5)
    path = f"/api/libraries/{shelf.library.id}/items"

    newest = await ask("GET", f"{path}?sort=addedAt&desc=1&limit=2")
    last = await ask("GET", f"{path}?sort=addedAt&limit=2&page=2")
    beyond = await ask("GET", f"{path}?sort=addedAt&limit=2&page=9")
    everything = await ask("GET", f"{path}?limit=many")
    negative = await ask("GET", f"{path}?limit=-1")
    broken = await ask("GET", f"{path}?limit=1.5")

    titles = [one["media"]["metadata"]["title"] for one in newest.body["results"]]
    assert titles == ["Title Number 00004", "Title Number 00003"]
    assert [one["media"]["metadata"]["title"] for one in last.body["results"]] == ["Title Number 00004"]
    assert (beyond.body["results"], beyond.body["total"]) == ([], 5)
    assert len(everything.body["results"]) == 5
    assert negative.status == broken.status == 400
    assert negative.body == "Invalid request. limit must be a positive integer"


async def test_filters_work_and_an_unknown_one_gives_the_whole_library(shelf, ask):
    """missing.narrators, exact narrators and bare words filter; what is not known is ignored."""
    first, second, third = shelf.add_synthetic(3)
    shelf.edit(first.id, narrators=["Ray Porter"], abridged=True)
    third.is_missing = True

    async def found(filter_: str) -> list[str]:
        reply = await ask(
            "GET", f"/api/libraries/{shelf.library.id}/items", params={"sort": "addedAt", "filter": filter_}
        )
        return [one["id"] for one in reply.body["results"]]

    assert await found(f"missing.{encoded('narrators')}") == [second.id, third.id]
    assert await found(f"narrators.{encoded('Ray Porter')}") == [first.id]
    assert await found(f"narrators.{encoded('ray porter')}") == []
    assert await found("abridged") == [first.id]
    assert await found("issues") == [third.id]
    assert await found("path.abc") == [first.id, second.id, third.id]


async def test_search_looks_at_titles_and_identifiers_only(shelf, ask):
    """Neither author nor path is searched; without a question it is 400."""
    book = shelf.add_synthetic(1)[0]
    shelf.edit(book.id, asin="B08G9PRS1K", narrators=["Ray Porter"])
    path = f"/api/libraries/{shelf.library.id}/search"

    by_title = await ask("GET", f"{path}?q=title")
    by_asin = await ask("GET", f"{path}?q=08g9")
    by_author = await ask("GET", f"{path}?q=author")
    empty = await ask("GET", f"{path}?q=")

    assert [hit["libraryItem"]["id"] for hit in by_title.body["book"]] == [book.id]
    assert len(by_asin.body["book"]) == 1
    assert by_author.body["book"] == []
    assert (await ask("GET", f"{path}?q=porter")).body["narrators"] == [{"name": "Ray Porter", "numBooks": 1}]
    assert empty.status == 400


async def test_batches_are_refused_as_the_facts_say(shelf, ask):
    """Unknown ids are dropped when reading and refuse a whole write; empty payloads have odd statuses."""
    book = shelf.add_synthetic(1)[0]
    entry = {"id": book.id, "mediaPayload": {"tags": ["a"]}}

    read = await ask("POST", "/api/items/batch/get", json={"libraryItemIds": [book.id, "unknown"]})
    empty = await ask("POST", "/api/items/batch/get", json={"libraryItemIds": []})
    unknown = await ask(
        "POST", "/api/items/batch/update", json=[entry, {"id": "unknown", "mediaPayload": {}}]
    )
    twice = await ask("POST", "/api/items/batch/update", json=[entry, entry])
    no_list = await ask("POST", "/api/items/batch/update", json={})

    assert [one["id"] for one in read.body["libraryItems"]] == [book.id]
    assert (empty.status, empty.body) == (403, "Invalid payload")
    assert (unknown.status, twice.status, no_list.status) == (404, 400, 400)
    assert book.tags == []


async def test_a_large_library_is_listed_in_pages_of_500(shelf, ask):
    """A large library is there at once, each page holds its own items, and none comes twice."""
    shelf.add_synthetic(2_000)
    path = f"/api/libraries/{shelf.library.id}/items?sort=addedAt&limit=500&page="

    first, last, beyond = [await ask("GET", f"{path}{page}") for page in (0, 3, 4)]

    ids = {one["id"] for reply in (first, last) for one in reply.body["results"]}
    assert len(ids) == 1000
    assert beyond.body["results"] == []
