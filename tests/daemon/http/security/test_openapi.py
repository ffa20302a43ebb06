"""What the API says of itself."""

import aiohttp
import pytest
from security_world import populated, served

from daemon.http.api.openapi import document
from daemon.http.routes import API

PAGES = {"/", "/login", "/logout", "/live"}
"""What is for browsers, with the pages' own addresses and files."""

PARTS = ("/api/", "/webhooks/", "/provider/")


@pytest.fixture(scope="module")
def described():
    return document(API, "1")


async def test_every_route_of_the_api_is_in_the_document_and_nothing_else(local, described):
    """A new route is described, or it is a page."""
    routes = [route for route in local.daemon.app.router.routes() if route.method != "HEAD"]
    paths = {(route.method, route.resource.canonical) for route in routes}

    told = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}

    rest = {path for _, path in paths - told}
    assert told < paths
    assert {("POST", "/webhooks/qbittorrent"), ("GET", "/health"), ("GET", "/metrics")} < told
    assert all(not path.startswith(PARTS) for path in rest)
    assert rest >= PAGES


def test_it_says_how_to_get_in(described):
    """The hook takes no session, liveness takes anyone, and all else takes a token or a session."""
    security = {
        path: next(iter(methods.values()))["security"] for path, methods in described["paths"].items()
    }

    assert security["/livez"] == security["/readyz"] == []
    assert {"session": []} not in security["/webhooks/qbittorrent"]
    assert {"session": []} not in security["/provider/search"]
    assert {"session": []} in security["/api/events"]
    assert set(described["components"]["securitySchemes"]) == {"bearer", "header", "query", "session"}


def test_names_are_unique(described):
    """Each operation can be distinguished from the others, and each has a summary and an answer that is no problem."""
    every = [one for methods in described["paths"].values() for one in methods.values()]

    assert len({one["operationId"] for one in every}) == len(every)
    assert all(one["summary"] and any(status < "400" for status in one["responses"]) for one in every)
    assert len(every) == len(API)


@pytest.mark.parametrize("path", ["/api/books?called={}", "/api/downloads/{}", "/api/events?kind={}"])
async def test_an_address_too_long_to_be_read_is_described(local, described, path):
    """No one writes it by hand, but a program may."""
    operation = described["paths"][path.partition("?")[0].replace("{}", "{number}")]["get"]

    answer = await local.ask(path.format("x" * 9000))

    assert answer.status == 400
    assert "400" in operation["responses"]


async def test_what_is_answered_is_what_is_described(tmp_path, described):
    """Each thing that can be asked for answers as the document says, on a store that has something of everything."""
    import jsonschema_rs

    async with (
        populated(tmp_path) as (stage, daemon),
        served(daemon) as url,
        aiohttp.ClientSession() as http,
    ):
        [book] = stage.shelf.items()
        told = described
        shown = 0
        for path, methods in told["paths"].items():
            if "get" not in methods or path.startswith("/provider/"):
                continue
            if "application/json" not in methods["get"]["responses"]["200"]["content"]:
                continue
            address = url + path.replace("{number}", "1").replace("{item}", book.id)
            async with http.get(address) as answer:
                assert answer.status == 200, path
                schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                whole = {**schema, "components": told["components"]}
                jsonschema_rs.validate(whole, await answer.json())
                shown += 1

    assert shown > 12
