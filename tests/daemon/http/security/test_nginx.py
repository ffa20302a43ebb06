"""A real nginx with the lines of docs/proxies.md, on a port of its own."""

import asyncio
import os
import re

import aiohttp
import pytest
from served_daemon import PAGE, TOKEN, Served

from tests.fixtures.certificates import Certificate
from tests.fixtures.healthy_world import free_port
from tests.fixtures.places import ROOT
from tests.fixtures.snippets import snippets

pytestmark = pytest.mark.nginx

NAME = "books.example.org"
LINES, BELOW, SIGNING_IN = (
    one.text for one in snippets(ROOT / "docs" / "proxies.md") if one.language == "nginx"
)


async def nginx(folder, *arguments: str) -> None:
    """Begin or end one whose files are all in a folder; it listens when this returns."""
    process = await asyncio.create_subprocess_exec(
        "nginx",
        "-p",
        str(folder),
        "-e",
        str(folder / "error.log"),
        "-c",
        str(folder / "nginx.conf"),
        *arguments,
    )
    assert await process.wait() == 0, (folder / "error.log").read_text()


def configuration(folder, port: int, location: str) -> str:
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
    pid {folder}/pid; {"user root;" if os.geteuid() == 0 else ""} worker_processes 1;
    events {{ }}
    http {{ access_log off; {kept} server {{
        listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.pem;
        {location}
    }} }}
    """


@pytest.fixture
async def proxied(request, serve, tmp_path):
    """Put nginx before a daemon, with some location; the daemon by that way, and what a browser sends of it."""
    served = await serve(listen="127.0.0.1:0", allowed_hosts=NAME, **getattr(request, "param", {}))
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    Certificate.make(NAME).for_server(folder)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as http:

        async def start(location: str):
            assert "http://127.0.0.1:8787" in location
            location = location.replace("http://127.0.0.1:8787", served.url)
            (folder / "nginx.conf").write_text(configuration(folder, port, location))
            await nginx(folder)
            browser = {"Host": f"{NAME}:{port}", "Origin": f"https://{NAME}:{port}"}
            return Served(served.daemon, f"https://127.0.0.1:{port}", http), browser

        yield start
    if (folder / "pid").exists():
        await nginx(folder, "-s", "stop")


async def signed_in(served, headers):
    return await served.post("/login", data={"token": TOKEN, "to": "/runs"}, headers=PAGE | headers)


async def test_the_documented_lines_let_people_sign_in_and_work(proxied):
    """By TLS on a port that is not the default one: sign-in, a button that leads back, and the stream of changes."""
    served, headers = await proxied(LINES)
    stranger = await served.ask("/api/events", headers=headers)
    answer = await signed_in(served, headers)
    session = headers | PAGE | {"Cookie": f"shelfhook={answer.cookies['shelfhook'].value}"}
    page = await (await served.ask("/runs", headers=session)).text()
    form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}
    button = await served.post(
        "/api/acquisition/pause", data=form, headers=session | {"Referer": f"{headers['Origin']}/runs"}
    )
    async with await served.opened("/live", headers=session) as stream:
        first = await stream.content.readuntil(b"data: changed")

    assert stranger.status == 401
    assert (answer.status, answer.headers["Location"]) == (303, "/runs")
    assert answer.cookies["shelfhook"]["secure"] is True
    assert (button.status, button.headers["Location"]) == (303, "/runs")
    assert first


@pytest.mark.parametrize(
    ("host", "status"),
    [("$host", 303), ("$host:$server_port", 303), ("$proxy_host", 403), ("other.example", 403)],
)
async def test_other_lines_work_or_say_what_to_change(proxied, host, status):
    """A port that is dropped does no harm; a Host that is not the browser's is reported on the page."""
    served, headers = await proxied(LINES.replace("$http_host", host))

    answer = await signed_in(served, headers)

    assert answer.status == status, await answer.text()
    if status == 403:
        assert answer.content_type == "text/html"
        assert re.search("have the proxy pass on Host|add it to ALLOWED_HOSTS", await answer.text())


@pytest.mark.parametrize("proxied", [{"base_path": "/shelfhook"}], indirect=True)
@pytest.mark.parametrize("passed", ["", "/"])
async def test_the_documented_lines_serve_a_path(proxied, passed):
    """Whether nginx passes the path on, or takes it off: with a path behind the address it does."""
    served, headers = await proxied(BELOW.replace(":8787;", f":8787{passed};"))

    asked = await served.ask("/shelfhook/runs", headers=headers | PAGE)
    answer = await served.post(
        "/shelfhook/login", data={"token": TOKEN, "to": "/runs"}, headers=PAGE | headers
    )
    session = headers | PAGE | {"Cookie": f"shelfhook={answer.cookies['shelfhook'].value}"}
    page = await (await served.ask(answer.headers["Location"], headers=session)).text()

    assert 'action="/shelfhook/login"' in await asked.text()
    assert (answer.headers["Location"], answer.cookies["shelfhook"]["path"]) == (
        "/shelfhook/runs",
        "/shelfhook",
    )
    assert 'href="/shelfhook/history"' in page


@pytest.mark.parametrize(
    "proxied", [{"auth_header": "Remote-User", "trusted_proxies": "127.0.0.1"}], indirect=True
)
async def test_the_documented_lines_sign_people_in(proxied, place):
    """Who is signed in at the proxy is so here, by the proxy's word for it and not by the browser's."""
    asked, socket = "http://127.0.0.1:9091/api/authz/auth-request", f"unix:{place}/authelia"
    assert asked in SIGNING_IN
    authelia = f"""}} server {{ listen {socket}; location / {{
        if ($cookie_sso = "") {{ return 401; }}
        add_header Remote-User alice; return 200;
    }}"""
    served, headers = await proxied(SIGNING_IN.replace(asked, f"http://{socket}:/") + authelia)
    person = headers | PAGE | {"Cookie": "sso=1", "Remote-User": "mallory"}

    stranger = await served.ask("/runs", headers=headers | PAGE | {"Remote-User": "mallory"})
    page = await (await served.ask("/", headers=person)).text()
    form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}
    own = {"Referer": f"{headers['Origin']}/"}
    pressed = await served.post("/api/acquisition/pause", data=form, headers=person | own)

    assert stranger.status == 401
    assert "Signed in as <bdi>alice</bdi> by your proxy" in page
    assert (pressed.status, pressed.headers["Location"]) == (303, "/")
    assert await served.daemon.parts.store.switches.why_off("acquisition") is not None
