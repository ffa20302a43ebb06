"""The page that searches MAM, as the server sends it: it works without scripts."""

import aiohttp
import pytest
from search_visitor import Visitor


@pytest.fixture
async def http():
    """A visitor whose browser keeps cookies, also those of an address without a name."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def visitor(acquirer, serve, http):
    """A browser without scripts, on the page of a daemon with these settings."""

    async def make(**settings):
        one = await acquirer(**settings)
        return Visitor(one, await serve(one), http)

    return make
