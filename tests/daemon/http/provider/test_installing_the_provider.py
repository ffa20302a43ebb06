"""The provider is installed, shown and removed in Audiobookshelf, by an administrator."""

from tests.daemon.http.provider.conftest import HAIL_MARY


async def test_the_provider_has_a_token_of_its_own(url, http, parts):
    """It opens the provider and nothing else; the daemon's own, or none, does not open the provider."""
    narrow = {"Authorization": f"Bearer {parts.access.provider_token.get_secret_value()}"}
    broad = {"Authorization": f"Bearer {parts.access.token.get_secret_value()}"}
    search = f"{url}/provider/search?query=a&author=b"

    async def status(address, headers):
        async with http.get(address, headers=headers) as answer:
            return answer.status

    assert await status(search, narrow) == 200
    assert await status(search, broad) == 403
    assert await status(search, {}) == 401
    assert await status(f"{url}/api/downloads", narrow) == 403


async def test_an_old_token_of_the_provider_keeps_no_one_else_out(url, http, parts):
    """However often Audiobookshelf shows it, the hook on the same machine gets in."""
    old = {"Authorization": "Bearer what-it-was-before"}
    for _ in range(20):
        async with http.get(f"{url}/provider/search?query=a", headers=old) as answer:
            refused = answer.status

    own = {"Authorization": f"Bearer {parts.access.token.get_secret_value()}"}
    async with http.post(f"{url}/webhooks/qbittorrent", data={"hash": "a" * 40}, headers=own) as answer:
        assert answer.status == 202
    assert refused == 429


async def test_installing_twice_leaves_one(shelfhook, shelf):
    """What is right already stays, under its id; another address takes its place."""
    await shelfhook("install")
    first = shelf.state.providers[0].id
    again = await shelfhook("install")

    assert "provider shelfhook is already in Audiobookshelf" in again.stdout
    assert [one.id for one in shelf.state.providers] == [first]

    await shelfhook("install", "--url", "http://127.0.0.1:9/")

    assert [one.url for one in shelf.state.providers] == ["http://127.0.0.1:9/provider"]


async def test_an_address_that_audiobookshelf_cannot_reach(shelfhook, record, shelf):
    """Installing tries it with a book of ours, and says what is wrong."""
    await record(HAIL_MARY)

    result = await shelfhook("install", "--url", "http://127.0.0.1:9")

    assert result.exit_code == 1
    assert "set --url to an address that it can reach" in result.output


async def test_installing_takes_an_administrator(shelfhook, shelf):
    """Another key is refused in one sentence with the fix."""
    result = await shelfhook("install", key=shelf.editor.token)

    assert result.exit_code == 1
    assert "only an administrator may change metadata providers; set ABS_TOKEN" in result.output
    assert shelf.editor.token not in result.output
    assert shelf.state.providers == []


async def test_shown_and_removed(shelfhook, shelf, url):
    """`show` says whether it is there, `remove` takes it out; neither shows the header."""
    missing = await shelfhook("show")
    await shelfhook("install")
    there = await shelfhook("show")
    removed = await shelfhook("remove")
    again = await shelfhook("remove")

    assert missing.stdout.startswith("not installed")
    assert there.stdout == f"installed: shelfhook at {url}/provider\n"
    assert (removed.stdout, again.stdout) == ("removed\n", "it was not installed\n")
    assert shelf.state.providers == []
