"""MAM's breaker, above its pace."""

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.mam.access import ApiAccess
from clients.mam.client import Mam
from clients.mam.pace import INTERVAL, Pace
from domain.dependency import Dependency
from domain.errors import UnavailableError


@pytest.mark.parametrize("status", [500, 503, 520])
async def test_any_trouble_of_the_site_stops_the_requests(script, vault, clock, status):
    """The client waits each of them out without an end, so after three no one asks for a while."""
    dependency = Dependency("mam", clock)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        http = Http(session=session, base_url=script.url, dependency=dependency, clock=clock)
        access = ApiAccess(SecretStr("x" * 20))
        pace = Pace(clock=clock, interval=INTERVAL)
        mam = Mam(http=http, vault=vault, clock=clock, access=access, pace=pace)
        for _ in range(3):
            script.say(status)
            with pytest.raises(UnavailableError, match=f"answered {status}"):
                await mam.account()
        waited = len(clock.slept)

        with pytest.raises(UnavailableError, match="is unavailable"):
            await mam.account()

    assert len(script.requests) == 3
    assert len(clock.slept) == waited  # it waited for no turn either
