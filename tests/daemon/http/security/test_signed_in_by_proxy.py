"""A proxy that signs people in, and names them in a header."""

import re

import pytest
from served_daemon import OWN, PAGE, TOKEN

ALICE = {"Remote-User": "alice"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def behind(serve):
    """A daemon that believes a proxy on this machine, which is where the tests call from."""
    return await serve(
        listen="127.0.0.1:0", auth_header="Remote-User", trusted_proxies="127.0.0.1, 10.0.0.0/8"
    )


async def test_the_header_signs_a_person_in(behind):
    """Without a token or a cookie; the page says who it is, and offers no way out, which is the proxy's."""
    answer = await behind.ask("/", headers=PAGE | ALICE)
    page = await answer.text()
    others = [await behind.ask(path, headers=ALICE) for path in ("/api/events", "/metrics", "/openapi.json")]
    form = await behind.ask("/login", headers=PAGE | ALICE)

    assert (answer.status, answer.cookies) == (200, {})
    assert "Signed in as <bdi>alice</bdi> by your proxy" in page
    assert 'action="/logout"' not in page
    assert {one.status for one in others} == {200}
    assert (form.status, form.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("name", ["remote-user", "REMOTE-USER"])
async def test_a_header_has_no_case(behind, name):
    """As in HTTP."""
    assert (await behind.ask("/api/events", headers={name: "jürgen"})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([], id="none"),
        pytest.param([("Remote-User", "")], id="empty"),
        pytest.param([("Remote-User", "  ")], id="blank"),
        pytest.param([("Remote-User", "mallory"), ("Remote-User", "alice")], id="twice"),
        pytest.param([("Remote-User", "alice"), ("remote-user", "")], id="twice, once empty"),
        pytest.param([("Remote-User", "mallory, alice")], id="two in one"),
        pytest.param([("Remote-User", "a" * 257)], id="too long"),
        pytest.param([("Remote-User", "al\u202eice")], id="a turning mark"),
        pytest.param([("Remote_User", "alice")], id="another header"),
        pytest.param([("X-Remote-User", "alice")], id="one that is similar"),
        pytest.param([("Connection", "Remote-User")], id="named only"),
    ],
)
async def test_what_names_no_one_signs_no_one_in(behind, headers):
    """A caller's own header beside the proxy's, above all: which of the two is the proxy's cannot be known."""
    answer = await behind.ask("/api/events", headers=headers)

    assert answer.status in {400, 401}


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Forwarded-For": "10.0.0.1"}, {"Forwarded": "for=10.0.0.1"}, {"X-Real-IP": "10.0.0.1"}, {"Via": "1.1 x"}],
)  # fmt: skip
async def test_only_trusted_proxies_are_believed(serve, headers):
    """What counts is where the connection comes from, not what a header says of it."""
    served = await serve(auth_header="Remote-User", trusted_proxies="10.0.0.0/8, ::1")

    program = await served.ask("/api/events", headers=ALICE | headers)
    person = await served.ask("/", headers=ALICE | headers | PAGE)

    assert (program.status, person.status) == (401, 401)
    told = "Remote-User came from 127.0.0.1, which is not in TRUSTED_PROXIES"
    assert told in (await program.json(content_type=None))["detail"]
    assert told in await person.text()


async def test_a_header_that_is_not_set_is_nothing(serve):
    """No matter which proxies may be trusted."""
    served = await serve(trusted_proxies="127.0.0.1")

    answer = await served.ask("/", headers=ALICE | PAGE)

    assert answer.status == 401
    assert "Remote-User" not in await answer.text()


@pytest.mark.parametrize("setting", [{"auth_header": "Remote-User"}, {}])
async def test_all_others_need_the_token(serve, setting):
    """On this machine too, as the proxy's callers come from there."""
    served = await serve(listen="127.0.0.1:0", trusted_proxies="127.0.0.1", **setting)

    assert (await served.ask("/api/events")).status == 401
    assert (await served.ask("/api/events", headers=BEARER)).status == 200
    assert (await served.sign_in()).status == 303


async def test_a_proxy_that_forgot_the_header_is_reported(behind):
    """The page says what is missing; signing in with the token works all the same."""
    page = await (await behind.ask("/", headers=PAGE)).text()

    assert "The proxy at 127.0.0.1 sent no Remote-User" in page
    assert 'name="token"' in page


async def test_the_hook_and_the_provider_need_their_tokens(behind):
    """A person is no program."""
    hook = await behind.post("/webhooks/qbittorrent", json={"hash": "a" * 40}, headers=ALICE)
    provider = await behind.ask("/provider/search?query=x", headers=ALICE)

    assert (hook.status, provider.status) == (401, 401)


async def test_a_foreign_bearer_beside_it_is_passed_over(behind):
    """Such proxies send one along; it is no guess, and locks out no one."""
    bearer = {"Authorization": "Bearer eyJ.of.the.single.sign.on"}

    assert [(await behind.ask("/", headers=ALICE | bearer)).status for _ in range(8)] == [200] * 8


async def form(behind, headers) -> dict[str, str]:
    page = await (await behind.ask("/", headers=PAGE | headers)).text()
    return {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}


async def test_changes_need_a_form_of_the_same_person(behind):
    """The proxy adds the header to what another site's page makes the browser send, too."""
    mine, theirs = await form(behind, ALICE), await form(behind, {"Remote-User": "bob"})
    path = "/api/acquisition/pause"

    async def status(data, **headers) -> int:
        return (await behind.post(path, data=data, headers=ALICE | headers)).status

    assert await status({}) == 403
    assert await status(theirs, **OWN) == 403
    assert await status(mine, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert await status(mine, Origin="https://evil.example") == 403
    assert (await behind.post(path, json={}, headers=ALICE | OWN)).status == 403
    assert await behind.daemon.parts.store.switches.why_off("acquisition") is None
    assert await status(mine, **OWN) == 200


async def test_a_session_keeps_its_own_forms(behind):
    """Who signed in with the token and comes by the proxy as well is one person, with one form."""
    cookie = await behind.cookie()

    both = await form(behind, ALICE | cookie)

    assert both == await form(behind, cookie)
    assert both != await form(behind, ALICE)


async def test_a_name_is_text(behind):
    """It comes from a directory that others may write."""
    page = await (await behind.ask("/", headers=PAGE | {"Remote-User": "<script>alert(1)</script>"})).text()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
