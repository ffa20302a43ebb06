"""What something before a service answers is not taken for the service's own word."""

import pytest
from aiohttp import web
from asking import SERVICES, SETTINGS, asking

from domain.errors import ShelfhookError, UnavailableError, UnexpectedAnswerError
from domain.fixes import RELOAD
from domain.services import TITLES
from tests.fixtures.certificates import served

SECRET = "planted-secret-of-the-address"
PAGE = "<!DOCTYPE html><html><title>Sign in</title>"


def answering(status: int, body: str = "", **headers: str) -> web.Application:
    """Answers everything so."""

    async def answer(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, headers=named)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    return app


async def error_of(service: str, app: web.Application, path: str = "") -> ShelfhookError:
    async with served(app) as url, asking(service, url + path) as ask:
        with pytest.raises(ShelfhookError) as raised:
            await ask()
    return raised.value


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_https_is_the_address_to_set(service, status):
    """With the path that is set, and nothing of what was asked."""
    location = f"https://localhost/api?apikey={SECRET}"

    error = await error_of(service, answering(status, Location=location), "/books")

    assert f"answered {status}: it redirects to https://localhost" in error.what
    assert error.mend == f"set {SETTINGS[service]} to https://localhost/books, and {RELOAD}"
    assert SECRET not in str(error)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("location", "where"),
    [
        (
            f"https://me:{SECRET}@sso.example.org:8443/{SECRET}?{SECRET}#{SECRET}",
            "https://sso.example.org:8443",
        ),
        (f"http://[::1]:9/{SECRET}", "http://[::1]:9"),
        (f"/{SECRET}/login", "another of its pages"),
        (f"//sso.example.org/{SECRET}", "another of its pages"),
        (f"javascript:{SECRET}", "another of its pages"),
        (f"http://[{SECRET}", "no valid address"),
        ("", "another of its pages"),
        ("https://\x1b[31mx/", ""),
    ],
)
async def test_a_redirect_is_reported_and_not_followed(service, location, where):
    """Where it leads, as far as the host; the rest may hold what we sent."""
    error = await error_of(service, answering(302, Location=location.replace("\x1b", "%1b")))

    assert isinstance(error, UnavailableError)
    assert where in error.what
    assert SETTINGS[service] in (error.mend or "")
    assert SECRET not in str(error)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("prompt", ["Basic realm=", "basic", "Digest realm=", "Negotiate", "NTLM"])
async def test_a_password_prompt_is_not_a_refused_key(service, prompt):
    """A proxy's own sign-in is reported as such, so that no key is taken for a wrong one; its words are not."""
    app = answering(
        401, "Unauthorized", WWW_Authenticate=prompt + SECRET * ("realm" in prompt), Server="nginx/1.2"
    )

    error = await error_of(service, app)

    assert isinstance(error, UnavailableError)
    assert f"something before {TITLES[service]} (nginx) asks for a name and password" in error.what
    assert SECRET not in str(error)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("status", "says"),
    [(200, "answers with a web page"), (401, "refuses with"), (403, "refuses with"), (404, "at that path")],
)
@pytest.mark.parametrize("page", [PAGE, f"\n \t{PAGE}", "<?xml version='1.0'?>"])
async def test_a_page_is_of_something_else(service, status, says, page):
    """Neither has an API that answers with pages."""
    error = await error_of(service, answering(status, page, Server=SECRET))

    assert isinstance(error, UnavailableError)
    assert says in error.what
    assert f"set {SETTINGS[service]}" in (error.mend or "")
    assert SECRET not in str(error)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_forgotten_path_is_named(service):
    """A program that knows no such path says no more than 404."""
    error = await error_of(service, answering(404, "Not Found"))

    assert SETTINGS[service] in str(error)
    assert f"no {TITLES[service]} at that path" in str(error)


async def test_audiobookshelf_where_qbittorrent_should_be():
    """Its 401 for a caller without a key is not about qBittorrent's server domains."""
    error = await error_of("qbittorrent", answering(401, "Unauthorized"))

    assert isinstance(error, UnavailableError)
    assert "another program than qBittorrent answers there" in error.what


@pytest.mark.parametrize(("status", "body"), [(404, "Not Found"), (401, "Unauthorized"), (403, "Forbidden")])
async def test_another_program_where_audiobookshelf_should_be(status, body):
    """Audiobookshelf shows every caller who it is: a refusal there says nothing of our key."""
    error = await error_of("audiobookshelf", answering(status, body))

    assert isinstance(error, UnexpectedAnswerError)
    assert "there is no Audiobookshelf at that path" in str(error)
    assert "ABS_TOKEN" not in str(error)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("status", [502, 504])
async def test_a_proxy_that_does_not_reach_it_says_so(service, status):
    """The service is behind something that is there."""
    error = await error_of(service, answering(status, PAGE))

    assert isinstance(error, UnavailableError)
    assert f"answered {status}: something before {TITLES[service]} does not reach it" in error.what
