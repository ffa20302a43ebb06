"""Who may see the pages and use the API, and how a person signs in."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from served_daemon import OWN, PAGE, TOKEN

from daemon.http.security import login_page

HASH = {"hash": "0123456789abcdef0123456789abcdef01234567"}


@pytest.mark.parametrize("path", ["/", "/api/events", "/health", "/metrics", "/openapi.json", "/nothing"])
async def test_a_stranger_is_asked_for_the_token(remote, path):
    """A daemon that listens to everybody shows nothing to who has neither token nor session."""
    program = await remote.ask(path)
    person = await remote.ask(path, headers=PAGE)

    assert (program.status, program.content_type) == (401, "application/problem+json")
    assert (person.status, person.content_type) == (401, "text/html")
    assert program.headers["WWW-Authenticate"] == person.headers["WWW-Authenticate"] == "Bearer"
    assert f'name="to" value="{path}"' in await person.text()


async def test_the_form_is_read_once(remote):
    """Its template costs more than all else of an answer, and strangers may ask for it as often as they like."""
    for _ in range(20):
        assert (await remote.ask("/login")).status == 200

    assert login_page._template.cache_info().misses == 1


async def test_a_person_signs_in_once(remote):
    """The token earns a cookie that no script reads and no other site sends, and the page that was wanted."""
    answer = await remote.sign_in(to="/api/events?limit=5")

    cookie = answer.cookies["shelfhook"]
    assert (answer.status, answer.headers["Location"]) == (303, "/api/events?limit=5")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (
        True,
        "Strict",
        "/",
        "",
    )
    assert cookie["max-age"] == str(14 * 24 * 3600)
    assert TOKEN not in cookie.value
    for path in ("/", "/api/events", "/health", "/metrics"):
        assert (await remote.ask(path, headers={"Cookie": f"shelfhook={cookie.value}"})).status == 200


@pytest.mark.parametrize(
    ("to", "way"),
    [
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/?n=1#part", "/?n=1#part"),
    ],
)
async def test_signing_in_leads_to_our_own_pages_only(remote, to, way):
    """An address that somebody else put into the form is not followed."""
    assert (await remote.sign_in(to=to)).headers["Location"] == way


@pytest.mark.parametrize(("token", "status"), [("wrong", 403), ("", 400), ("  ", 400), ("ÿ\udcff", 403)])
async def test_a_wrong_token_signs_no_one_in(remote, token, status):
    """The form comes again, says what was wrong, and remembers where the visitor wanted to go."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    data = urlencode({"token": token, "to": "/api/runs"}, errors="surrogateescape")
    answer = await remote.post("/login", data=data, headers=PAGE | OWN | form)

    assert (answer.status, answer.cookies) == (status, {})
    assert 'role="alert"' in await answer.text()
    assert 'value="/api/runs"' in await answer.text()


async def test_the_hook_takes_no_cookie(remote):
    """A session is for people: the hook shows the token."""
    answer = await remote.post("/webhooks/qbittorrent", json=HASH, headers=await remote.cookie())

    assert answer.status == 401


async def test_a_session_ends(remote, clock):
    """A cookie is good for two weeks."""
    cookie = await remote.cookie()

    clock.advance(timedelta(days=14) - timedelta(seconds=1))
    before = await remote.ask("/health", headers=cookie)
    clock.advance(timedelta(seconds=1))
    after = await remote.ask("/health", headers=cookie)

    assert (before.status, after.status) == (200, 401)


async def test_a_session_outlives_a_restart_and_ends_with_the_token(serve):
    """Another process with the same token knows the cookie and the form; with another token none counts."""
    first, again, other = await serve(), await serve("again"), await serve("other", webhook_token="x" * 16)
    cookie = await first.cookie()
    form = {"csrf": await form_token(first, cookie)}

    assert (await again.ask("/health", headers=cookie)).status == 200
    assert (await again.post("/api/acquisition/pause", data=form, headers=cookie | OWN)).status == 200
    assert (await other.ask("/health", headers=cookie)).status == 401


@pytest.mark.parametrize("value", ["", "x", "WyJhIiw5OTk5OTk5OTk5XQ.AAAA", ".", "ÿ", "a" * 4000])
async def test_a_cookie_that_we_did_not_sign_is_none(remote, value):
    """Forged and broken cookies are as good as no cookie."""
    assert (await remote.ask("/health", headers={"Cookie": f"shelfhook={value}"})).status == 401


async def form_token(served, cookie) -> str:
    page = await (await served.ask("/", headers=PAGE | cookie)).text()
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


async def test_a_session_changes_something_only_by_our_own_forms(remote):
    """The cookie alone, another session's form and another site's page change nothing."""
    cookie, other = await remote.cookie(), await remote.cookie()
    own, foreign = {"csrf": await form_token(remote, cookie)}, {"csrf": await form_token(remote, other)}
    path = "/api/acquisition/pause"

    async def status(data, headers) -> int:
        return (await remote.post(path, data=data, headers=cookie | headers)).status

    assert await status({}, OWN) == 403
    assert await status(foreign, OWN) == 403
    assert await status(own, {"Sec-Fetch-Site": "cross-site"}) == 403
    assert await status(own, {"Origin": "https://evil.example"}) == 403
    assert (await remote.post(path, json={}, headers=cookie | OWN)).status == 403
    assert await remote.daemon.parts.store.switches.why_off("acquisition") is None
    assert await status(own, OWN | {"Origin": remote.url}) == 200


async def test_another_site_signs_no_one_in(remote):
    """Not even with the right token."""
    answer = await remote.post("/login", data={"token": TOKEN}, headers={"Origin": "https://evil.example"})

    assert (answer.status, answer.cookies) == (403, {})


async def test_signing_out_takes_the_cookie_back(remote):
    """By a form of ours, and by nothing else."""
    cookie = await remote.cookie()
    form = {"csrf": await form_token(remote, cookie)}
    assert 'action="/logout"' in await (await remote.ask("/", headers=PAGE | cookie)).text()

    refused = await remote.post("/logout", headers=cookie | OWN)
    answer = await remote.post("/logout", data=form, headers=cookie | OWN)

    assert (refused.status, refused.cookies) == (403, {})
    assert (answer.status, answer.cookies["shelfhook"]["max-age"]) == (303, "0")


async def test_a_copy_of_a_cookie_ends_with_its_session(remote):
    """Signing out ends it in the daemon, no matter who has it; another session goes on."""
    cookie, other = await remote.cookie(), await remote.cookie()
    form = {"csrf": await form_token(remote, cookie)}

    await remote.post("/logout", data=form, headers=cookie | OWN)

    assert (await remote.ask("/health", headers=cookie)).status == 401
    assert (await remote.ask("/", headers=cookie | PAGE)).status == 401
    assert (await remote.post("/api/acquisition/pause", data=form, headers=cookie | OWN)).status == 401
    assert (await remote.ask("/health", headers=other)).status == 200


async def test_who_did_not_sign_in_cannot_sign_out(local):
    """A page that is open anyway has no button for it."""
    assert 'action="/logout"' not in await (await local.ask("/", headers=PAGE)).text()


@pytest.mark.parametrize(("proto", "secure"), [("https", True), ("http", "")])
async def test_the_cookie_stays_on_encrypted_ways(remote, proto, secure):
    """A proxy beside us says that the browser came by https: the cookie is never sent without it."""
    headers = PAGE | OWN | {"X-Forwarded-Proto": proto}
    answer = await remote.post("/login", data={"token": TOKEN}, headers=headers)

    assert answer.cookies["shelfhook"]["secure"] == secure


async def test_a_token_in_the_address_becomes_a_cookie(remote):
    """A browser's history, and a site that learns where it comes from, get no token."""
    answer = await remote.ask(f"/?a=1&apikey={TOKEN}", headers=PAGE)

    assert (answer.status, answer.headers["Location"]) == (303, "/?a=1")
    cookie = {"Cookie": f"shelfhook={answer.cookies['shelfhook'].value}"}
    assert (await remote.ask("/", headers=cookie)).status == 200


async def test_a_program_may_show_the_token_in_the_address(remote):
    """What asks for no page gets its answer, and no cookie."""
    answer = await remote.ask(f"/api/events?apikey={TOKEN}")

    assert (answer.status, answer.cookies) == (200, {})


async def test_the_providers_token_opens_nothing_else(remote):
    """What Audiobookshelf keeps in clear earns no session, and neither page, API nor hook takes it."""
    token = remote.daemon.parts.access.provider_token.get_secret_value()

    asked = await remote.ask(f"/provider/search?query=x&apikey={token}", headers=PAGE)
    refused = [
        await remote.ask(path, headers={"X-Api-Key": token}) for path in ("/", "/api/events", "/metrics")
    ]
    hook = await remote.post("/webhooks/qbittorrent", json=HASH, headers={"X-Api-Key": token})

    assert (asked.status, asked.cookies) == (200, {})
    assert {answer.status for answer in [*refused, hook, await remote.sign_in(token)]} == {403}
