"""Below a path of a host name that other programs share."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import aiohttp
import pytest
from security_world import populated, served
from served_daemon import OWN, PAGE, TOKEN

from daemon.config.addresses import OUR_PATHS
from daemon.http.routes import API, PAGES

BASE = "/apps/shelfhook"
SHOWN = {"value", "title", "alt", "placeholder", "aria-label", "content", "pattern"}
"""Attributes that hold text for a reader, and so perhaps the path of a file."""


class Addresses(HTMLParser):
    """What a page links to, loads or sends forms to: each attribute that is a path."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name not in SHOWN and value and (value.startswith("/") or name in {"href", "action"}):
                self.found.add((tag, name, value))


@dataclass
class Crawl:
    """Follows every link of a daemon's pages; `leaving` are the addresses that are not below the path."""

    url: str
    http: aiohttp.ClientSession
    statuses: dict[str, int] = field(default_factory=dict)
    leaving: list[tuple[str, str, str, str]] = field(default_factory=list)

    async def follow(self, *paths: str) -> None:
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            async with self.http.get(self.url + path, headers=PAGE, allow_redirects=False) as answer:
                self.statuses[path] = answer.status
                text = await answer.text() if answer.content_type == "text/html" else ""
            waiting += self._links(path, text) - self.statuses.keys() - set(waiting)

    def _links(self, path: str, page: str) -> set[str]:
        links = set()
        for tag, name, address in Addresses(page).found:
            target = urlsplit(urljoin(self.url + path, address))
            if target.netloc == urlsplit(self.url).netloc:
                if target.path != BASE and not target.path.startswith(f"{BASE}/"):
                    self.leaving.append((path, tag, name, address))
                links |= (
                    {target._replace(scheme="", netloc="", fragment="").geturl()}
                    if name in {"href", "src"}
                    else set()
                )
        return links


@pytest.fixture
async def below(serve):
    """A daemon below a path, which a proxy passes on."""
    return await serve(base_path=BASE)


async def test_no_page_leads_out_of_the_path(tmp_path):
    """From each page's own route every link is followed: all addresses are below the path, and lead somewhere."""
    async with (
        populated(tmp_path, library_dirs="", base_path=f"{BASE}/") as (stage, daemon),
        served(daemon) as url,
        aiohttp.ClientSession() as http,
    ):
        [book] = stage.shelf.items()
        routes = {r.resource.canonical for r in daemon.app.router.routes() if r.method == "GET"} - {"/live"}
        pages = {
            re.sub(r"\{\w+\}", "1", one.replace("{item}", book.id)) for one in routes if one[:5] != "/api/"
        }
        crawl = Crawl(url, http)
        await crawl.follow(BASE, f"{BASE}/nothing", *(BASE + one for one in pages))

    known = {BASE + one for one in (*pages, "/nothing")}
    assert crawl.leaving == []
    assert [one for one, status in crawl.statuses.items() if status >= 400 and one not in known] == []
    assert len(crawl.statuses) > len(known) + 10


async def test_signing_in_and_a_button_stay_below_it(below):
    """Redirects and cookies, too; the cookie goes to no other program of the name."""
    form = await (await below.ask(f"{BASE}/runs?kind=search", headers=PAGE)).text()
    to = re.search(r'name="to" value="([^"]+)"', form)[1]
    answer = await below.post(f"{BASE}/login", data={"token": TOKEN, "to": to}, headers=PAGE | OWN)
    cookie = answer.cookies["shelfhook"]
    session = PAGE | OWN | {"Cookie": f"shelfhook={cookie.value}"}
    page = await (await below.ask(f"{BASE}/runs", headers=session)).text()
    csrf = {"csrf": re.search(r'name="csrf" value="([^"]+)"', page)[1]}
    came = {"Referer": f"{below.url}{BASE}/runs?kind=search"}
    pressed = await below.post(f"{BASE}/api/acquisition/pause", data=csrf, headers=session | came)
    left = await below.post(f"{BASE}/logout", data=csrf, headers=session)

    loaded = {address for _, name, address in Addresses(form).found if name != "action"}
    assert f'action="{BASE}/login"' in form
    assert [(await below.ask(one)).status for one in loaded] == [200, 200]
    assert all(one.startswith(f"{BASE}/static/") for one in loaded)
    assert (answer.status, answer.headers["Location"]) == (303, f"{BASE}/runs?kind=search")
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (BASE, True, "Strict")
    assert (pressed.status, pressed.headers["Location"]) == (303, f"{BASE}/runs?kind=search")
    assert pressed.cookies["shelfhook_notice"]["path"] == BASE
    assert (left.headers["Location"], left.cookies["shelfhook"]["path"]) == (f"{BASE}/", BASE)


@pytest.mark.parametrize("base", ["", BASE])
async def test_a_proxy_may_take_the_path_off(below, base):
    """With it and without it the same is answered, and says the same: the commands on this machine call without it."""
    sent = {"Authorization": f"Bearer {TOKEN}"}

    page = await (await below.ask(f"{base}/runs", headers=sent | PAGE)).text()
    document = await (await below.ask(f"{base}/openapi.json", headers=sent)).json()
    hook = await below.post(f"{base}/webhooks/qbittorrent", json={"hash": "a" * 40}, headers=sent)

    assert f'href="{BASE}/history"' in page
    assert document["servers"] == [{"url": BASE}]
    assert hook.status == 202


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (BASE, 200),
        (f"{BASE}/", 200),
        (f"{BASE}?show=all", 200),
        (f"{BASE}x/", 404),
        (f"{BASE}{BASE}/", 404),
        (f"/x{BASE}/", 404),
        (f"{BASE}//evil.example/", 404),
        (f"{BASE}/static/..%2Fapp.py", 404),
    ],
)
async def test_only_the_whole_path_counts_and_once(below, path, status):
    """Another path that begins alike is none of ours."""
    answer = await below.ask(path, headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status == status


async def test_the_guard_sees_the_path_behind_it(below):
    """What needs the token needs it below the path as well, and what is open is open."""
    hook = await below.post(f"{BASE}/webhooks/qbittorrent", json={"hash": "a" * 40})

    assert [(await below.ask(BASE + path)).status for path in ("/livez", "/api/events")] == [200, 401]
    assert hook.status == 401


async def test_notifications_lead_below_it(below, serve):
    """Unless PAGE_URL says where the page is."""
    named = await serve("named", base_path=BASE, page_url="https://books.example.org/x")

    assert below.daemon.parts.page_url.endswith(BASE)
    assert named.daemon.parts.page_url == "https://books.example.org/x"


def test_what_cannot_be_the_path_is_what_the_addresses_begin_with():
    """A new page or operation needs its first word in daemon/config/addresses.py."""
    assert OUR_PATHS | {""} == {route.path.split("/")[1] for route in (*API, *PAGES)}
