"""What a browser is shown where there is nothing to show."""

import json

import pytest

from domain.errors import UnavailableError
from tests.fixtures.daemons import published

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def answered(url, http):
    async def answered(path: str, method: str = "GET", headers=BROWSER):
        async with http.request(method, url + path, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.content_type, await answer.text(), answer.headers

    return answered


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/downloads/x",
        "/downloads/1/",
        "/favicon.ico",
        "/robots.txt",
        "/wp-login.php",
        "/.env",
        "//nope",
    ],
)
async def test_an_unknown_address_is_a_page(answered, path):
    """With the way to the others, and not a text for programs."""
    status, kind, page, headers = await answered(path)

    assert (status, kind) == (404, "text/html")
    assert "There is no page at this address" in page
    assert 'href="/downloads"' in page
    assert "about:blank" not in page
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/downloads?page=none", 422),
        ("/downloads?page=0", 422),
        ("/books?sort=sideways", 422),
        ("/history?q=" + "x" * 201, 422),
        ("/runs?size=1e3", 422),
    ],
)
async def test_a_wrong_part_of_an_address_is_named(answered, path, status):
    """A list that is asked for what it has not says which part of the address is wrong, and leads to the list."""
    got, kind, page, _ = await answered(path)
    _, plain, problem, _ = await answered(path, headers={})

    assert (got, kind, plain) == (status, "text/html", "application/problem+json")
    assert "shelfhook cannot show this" in page
    assert json.loads(problem)["field"] in page
    assert f'<a href="{path.partition("?")[0]}">Open the page without that</a>' in page


async def test_what_takes_no_post_says_so(answered, token):
    """With what it takes, for who knows what to make of that."""
    status, kind, page, headers = await answered("/downloads", "POST", BROWSER | token)

    assert (status, kind) == (405, "text/html")
    assert "This address takes no such request" in page
    assert headers["Allow"] == "GET,HEAD"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nope", {}),
        ("/nope", {"Accept": "application/json"}),
        ("/api/nope", BROWSER),
        ("/api/downloads/7", BROWSER),
    ],
)
async def test_programs_and_the_api_get_a_problem(answered, path, headers):
    """As before."""
    status, kind, body, _ = await answered(path, headers=headers)

    assert (status, kind) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404


async def test_an_address_is_text(answered):
    """Whatever is written into it."""
    _, _, page, _ = await answered("/%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in page


async def broken(_request):
    raise RuntimeError("a secret")


async def away(_request):
    raise UnavailableError("the store is locked", service="store")


@pytest.mark.parametrize(
    ("handler", "status", "told"),
    [(broken, 500, "the log has the details"), (away, 503, "The store is locked")],
)
async def test_an_error_is_a_page(daemon, http, handler, status, told):
    """An error of ours, of which the log has more, and one that passes."""
    daemon.app.router.add_get("/broken", handler)
    async with published(daemon) as url, http.get(f"{url}/broken", headers=BROWSER) as answer:
        page = await answer.text()

    assert (answer.status, answer.content_type) == (status, "text/html")
    assert told in page
    assert "a secret" not in page
    assert ("Retry-After" in answer.headers) == (status == 503)
