"""Signing in, and working, where a proxy stands between."""

import re

import pytest
from served_daemon import OWN, PAGE, TOKEN

NAME = "books.example.org"
FOR = {"X-Forwarded-For": "192.168.1.9"}
HTTPS = FOR | {"X-Forwarded-Proto": "https"}
BEARER = {"Authorization": "Bearer eyJ.of.the.single.sign.on"}


@pytest.fixture
async def behind(serve):
    """A daemon on loopback, called by a public name."""
    return await serve(listen="127.0.0.1:0", allowed_hosts=NAME)


async def signed_in(behind, headers):
    return await behind.post("/login", data={"token": TOKEN, "to": "/"}, headers=PAGE | headers)


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        pytest.param({"Host": NAME}, f"https://{NAME}", id="as it should be"),
        pytest.param({"Host": f"{NAME}:8443"}, f"https://{NAME}:8443", id="with the port"),
        pytest.param({"Host": NAME}, f"https://{NAME}:8443", id="nginx's $host drops the port"),
        pytest.param({"Host": f"{NAME}:443"}, f"https://{NAME}", id="the default port"),
        pytest.param({"Host": NAME.upper()}, f"https://{NAME}", id="capitals"),
        pytest.param({"X-Forwarded-Host": f"{NAME}:8443"}, f"https://{NAME}:8443", id="Apache's default"),
        pytest.param({"X-Forwarded-Host": f"{NAME}, inner"}, f"https://{NAME}", id="two proxies"),
        pytest.param(
            {"X-Forwarded-Host": NAME, "X-Forwarded-Port": "8443"}, f"https://{NAME}:8443", id="a port apart"
        ),
        pytest.param({"Forwarded": f'proto=https;host="{NAME}:8443"'}, f"https://{NAME}:8443", id="RFC 7239"),
        pytest.param(
            {"Host": NAME, "X-Forwarded-Proto": "https, http"}, f"https://{NAME}", id="https, and then http"
        ),
        pytest.param(
            OWN | {"Host": NAME, "X-Forwarded-Port": "443"}, f"https://{NAME}:8443", id="a container's port"
        ),
        pytest.param(
            OWN | {"Host": NAME, "X-Forwarded-Proto": "http"}, f"https://{NAME}", id="https ends before"
        ),
    ],
)
async def test_signing_in_works_on_any_port(behind, headers, origin):
    """Whichever way the proxy passes on what the browser called, the page that it shows is ours."""
    answer = await signed_in(behind, HTTPS | headers | {"Origin": origin})

    assert answer.status == 303, await answer.text()


@pytest.mark.parametrize(
    ("headers", "origin", "fix"),
    [
        pytest.param({}, f"https://{NAME}", "pass on Host", id="nothing is passed on"),
        pytest.param({"Host": NAME}, f"http://{NAME}", "X-Forwarded-Proto", id="the page is not encrypted"),
        pytest.param({"Host": f"{NAME}:81"}, f"https://{NAME}:82", "pass on Host", id="another port"),
        pytest.param(
            {"Host": NAME, "X-Forwarded-Port": "81"}, f"https://{NAME}:82", "pass on", id="another one said"
        ),
        pytest.param(
            {"X-Forwarded-Host": "new.example"}, "https://new.example", "ALLOWED_HOSTS", id="an unknown name"
        ),
        pytest.param({"Host": NAME}, "https://evil.example", "another site", id="another site"),
        pytest.param({"Host": NAME}, "null", "another site", id="no site"),
        pytest.param({"Host": NAME}, f"https://{NAME}@evil.example", "another site", id="a user's name"),
        pytest.param({"Host": NAME}, "https://[", "another site", id="nonsense"),
        pytest.param(
            {"Host": NAME, "Sec-Fetch-Site": "cross-site"}, f"https://{NAME}", "another", id="the browser"
        ),
        pytest.param({"Host": "strange.example"}, "https://strange.example", "ALLOWED_HOSTS", id="the Host"),
    ],
)
async def test_what_is_not_accepted_says_what_to_change(behind, headers, origin, fix):
    """A person gets a page with a sentence that names the fix, a program the same as a problem."""
    sent = HTTPS | headers | {"Origin": origin}
    person = await signed_in(behind, sent)
    program = await behind.post("/login", data={"token": TOKEN}, headers=sent)

    assert (person.status, person.content_type, person.cookies) == (403, "text/html", {})
    assert (program.status, program.content_type) == (403, "application/problem+json")
    told = re.search(r'role="alert">([^<]+)<', await person.text())[1]
    assert fix in told
    assert fix in (await program.json(content_type=None))["detail"]


async def test_a_page_of_http_is_not_ours_where_no_proxy_is(local):
    """Without a proxy the daemon speaks http, so a page of https is another program's, and so is another port."""
    for origin in (local.url.replace("http:", "https:"), "http://127.0.0.1:1", "http://127.0.0.1"):
        answer = await local.post("/login", data={"token": TOKEN}, headers=OWN | {"Origin": origin})
        assert answer.status == 403
    assert (await local.post("/login", data={"token": TOKEN}, headers={"Origin": local.url})).status == 303


async def session(behind) -> dict[str, str]:
    answer = await signed_in(behind, HTTPS | {"Host": NAME, "Origin": f"https://{NAME}"})
    return {"Cookie": f"shelfhook={answer.cookies['shelfhook'].value}", "Host": NAME} | HTTPS


async def test_a_button_leads_back_to_its_page(behind):
    """Behind a proxy that drops the port, too."""
    headers = await session(behind) | PAGE
    page = await (await behind.ask("/runs", headers=headers)).text()
    form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}

    own = {"Origin": f"https://{NAME}:8443", "Referer": f"https://{NAME}:8443/runs"}
    answer = await behind.post("/api/acquisition/pause", data=form, headers=headers | own)

    assert (answer.status, answer.headers["Location"]) == (303, "/runs")


async def test_a_refused_button_is_a_page_without_a_form(behind):
    """A user who is signed in need not do so again: the page says what is wrong, and asks for nothing."""
    answer = await behind.post("/api/acquisition/pause", headers=await session(behind) | PAGE)
    text = await answer.text()

    assert (answer.status, answer.content_type) == (403, "text/html")
    assert "reload that page" in text
    assert "<form" not in text


async def test_a_good_session_wins_over_a_foreign_bearer(behind):
    """A proxy that signs people in adds a token of its own to each request: it is no guess, and locks out no one."""
    headers = await session(behind)

    loads = [(await behind.ask("/", headers=headers | BEARER)).status for _ in range(8)]
    others = [await behind.ask("/", headers=headers | {"X-Api-Key": f"{number}"}) for number in range(8)]
    right = await behind.ask("/health", headers={"X-Api-Key": TOKEN, "Host": NAME} | HTTPS)

    assert loads == [200] * 8
    assert [one.status for one in others] == [200] * 8
    assert right.status == 200


async def test_a_foreign_bearer_keeps_no_one_from_signing_in(behind):
    """Without a session it is a wrong token, each time, and yet the right one is not held up."""
    sent = {"Host": NAME} | HTTPS | BEARER | PAGE
    loads = [(await behind.ask("/", headers=sent)).status for _ in range(12)]

    answer = await behind.post("/login", data={"token": TOKEN}, headers=sent | {"Origin": f"https://{NAME}"})

    assert set(loads) == {403, 429}
    assert answer.status == 303


async def test_the_right_token_counts_beside_a_foreign_one(behind):
    """The hook's call may pass through the same proxy."""
    headers = {"Host": NAME} | HTTPS | BEARER

    assert (await behind.ask("/health", headers=headers | {"X-Api-Key": TOKEN})).status == 200
    hook = await behind.post("/webhooks/qbittorrent", json={"hash": "a" * 40}, headers=headers)
    assert hook.status == 403


async def test_a_session_is_no_token_for_the_hook(behind):
    """A foreign bearer beside a session is refused where a session counts for nothing."""
    headers = await session(behind) | BEARER

    assert (
        await behind.post("/webhooks/qbittorrent", json={"hash": "a" * 40}, headers=headers)
    ).status == 403
