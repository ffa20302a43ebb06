"""Who needs no token: callers on this machine, and for what is open to everybody."""

import asyncio

import pytest
from served_daemon import PAGE, TOKEN

BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def test_this_machine_needs_no_token_where_no_one_else_can_call(local):
    """On loopback the pages and the API are open."""
    assert [(await local.ask(path, headers=PAGE)).status for path in ("/", "/api/events")] == [200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.5"},
        {"Forwarded": "for=203.0.113.5"},
        {"X-Real-IP": "203.0.113.5"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Port": "443"},
        {"X-Forwarded-Server": "shelf.example"},
        {"x-forwarded-anything": ""},
        {"CF-Connecting-IP": "203.0.113.5"},
        {"CF-Ray": "1"},
        {"True-Client-IP": "203.0.113.5"},
        {"X-Client-IP": "203.0.113.5"},
        {"X-Original-URL": "/"},
        {"Tailscale-User-Login": "x"},
    ],
)
async def test_a_proxy_on_this_machine_is_not_this_machine(local, headers):
    """The caller that it asks for needs the token: any header of a proxy shows it."""
    assert (await local.ask("/api/events", headers=headers)).status == 401
    assert (await local.ask("/api/events", headers=headers | BEARER)).status == 200


@pytest.mark.parametrize("host", ["shelf.example", "localhost", "127.0.0.1:8787", "[::1]"])
async def test_no_one_is_on_this_machine_once_another_name_leads_here(serve, host):
    """A proxy or a tunnel may pass on nothing but the name, which the caller writes."""
    served = await serve(listen="127.0.0.1:0", allowed_hosts="shelf.example")

    assert (await served.ask("/api/events", headers={"Host": host})).status == 401
    assert (await served.ask("/api/events", headers={"Host": host} | BEARER)).status == 200


@pytest.mark.parametrize(
    "host",
    ["[::1].evil.com", "[::1]evil.com:80", "[127.0.0.1].evil.com", "[127.0.0.1]", "[localhost]", "[::1",
     "::1", "localhost:x", "localhost:", "a@localhost", "localhost/", "localhost localhost", "[::1]:8787:1"],
)  # fmt: skip
async def test_what_is_around_a_loopback_name_makes_it_another(local, host):
    """A Host is read as a whole."""
    assert (await local.ask("/livez", headers={"Host": host})).status == 403


async def test_a_caller_without_a_host_has_no_name(local):
    """Every browser does, and HTTP/1.0 alone lets a program leave it out."""
    reader, writer = await asyncio.open_connection("127.0.0.1", local.port)
    writer.write(b"GET /api/events HTTP/1.0\r\n\r\n")
    answer = await reader.read()
    writer.close()

    assert answer.split()[1] == b"403"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/login"])
async def test_what_is_open_to_everybody(remote, path):
    """Whether it lives, and where to sign in."""
    assert (await remote.ask(path)).status == 200


async def test_every_answer_has_the_security_headers(remote):
    """Pages, problems and figures are not kept, framed, guessed at or read by other sites."""
    for path in ("/", "/api/events", "/metrics", "/nothing", "/login", "/livez"):
        for headers in ({}, BEARER, BEARER | PAGE):
            told = (await remote.ask(path, headers=headers)).headers
            assert told["Cache-Control"] == "no-store"
            assert told["X-Content-Type-Options"] == "nosniff"
            assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
            assert told["Server"] == "shelfhook"
