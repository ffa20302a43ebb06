"""MAM's pictures: at the site's pace, and its cookie for no one else."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from clients.images import NoPictureError, Pictures
from clients.mam.pace import INTERVAL
from domain.errors import CredentialsError, TransientError, UnavailableError
from sandbox import pictures
from sandbox.mam import Fault
from sandbox.server import LoopbackServer

TORRENT = 9000301
PATH = "/t/p/1764032830/large/9000301.jpeg"


class Stranger(LoopbackServer):
    def __init__(self) -> None:
        super().__init__(web.Application())
        self.app.router.add_get("/{path:.*}", self._serve)

    async def _serve(self, _request: web.Request) -> web.Response:
        return web.Response(body=pictures.jpeg(500, 500))


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    async with Stranger() as server:
        yield server


@pytest.fixture
async def fetching(clock) -> AsyncIterator[object]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield lambda mam: Pictures(session=session, public=session, hosts=[mam.posters], clock=clock)


async def test_a_picture_of_the_site_comes_with_the_session(open_mam, site, api, fetching):
    """The site wants its cookie for pictures, too, and the rotated one is kept for the next request."""
    site.add_poster(TORRENT)
    mam = open_mam(site, api)
    for _ in range(3):
        picture = await fetching(mam)(f"{site.url}{PATH}")

    assert picture.data == pictures.jpeg(500, 500, mark=f"torrent {TORRENT}")
    await mam.account()


async def test_pictures_keep_the_pace_with_everything_else(open_mam, site, api, fetching):
    """Pictures and searches at the same time arrive one by one, 2 s apart."""
    site.add_poster(TORRENT)
    mam = open_mam(site, api)
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(fetching(mam)(f"{site.url}{PATH}"))
            group.create_task(mam.account())

    assert len(site.visits) == 8
    assert site.smallest_spacing() >= INTERVAL
    assert site.most_in_flight() == 1


async def test_no_redirect_gets_the_cookie(open_mam, site, api, fetching, stranger):
    """Where the site leads to another host, that host sees no cookie of ours."""
    site.off_site_url = f"{stranger.url}/a.jpeg"
    site.fail_next(Fault.OFF_SITE, path="/t/p/")
    mam = open_mam(site, api)
    fetch = fetching(mam)

    with pytest.raises(NoPictureError, match="not asked"):
        await fetch(f"{site.url}{PATH}")

    assert stranger.requests == []
    assert site.requests[0].cookies


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.myanonamouse.net/t/p/1/large/1.jpeg",
        "https://www.myanonamouse.net/t/p/1/large/1.jpeg",
    ],
)
async def test_the_real_site_is_not_asked_where_another_one_stands_in(open_mam, site, api, fetching, address):
    """With MAM_URL at a stand-in nothing goes to the site itself, whatever a row says."""
    with pytest.raises(NoPictureError, match="MAM_URL"):
        await fetching(open_mam(site, api))(address)

    assert site.visits == []


@pytest.mark.parametrize(
    "fault",
    [Fault.LOGIN_PAGE, Fault.FORBIDDEN, Fault.NOT_SIGNED_IN, Fault.EMPTY, Fault.NOT_FOUND, Fault.BLOCKED],
)
async def test_a_missing_picture_says_nothing_of_the_session(open_mam, site, api, fetching, fault):
    """Whatever comes in place of a picture, everything else is asked as before."""
    site.add_poster(TORRENT)
    site.fail_next(fault, path="/t/p/")
    mam = open_mam(site, api)

    with pytest.raises(NoPictureError):
        await fetching(mam)(f"{site.url}{PATH}")

    await mam.account()
    assert mam.acquisition_blocked is None


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROPPED, Fault.CUT_SHORT])
async def test_a_picture_in_trouble_does_not_make_the_site_unavailable(open_mam, site, api, fetching, fault):
    """The picture may come later, and the searches go on meanwhile."""
    site.add_poster(TORRENT)
    site.rotate_every = 0
    site.fail_next(fault, times=5, path="/t/p/")
    mam = open_mam(site, api)
    for _ in range(5):
        with pytest.raises(TransientError) as caught:
            await fetching(mam)(f"{site.url}{PATH}")
        assert not isinstance(caught.value, UnavailableError)

    await mam.account()


async def test_a_429_pauses_everything(open_mam, site, api, fetching):
    """The site's wish for a pause is the site's, whichever request it answers."""
    site.fail_next(Fault.TOO_MANY_SECONDS, path="/t/p/")
    mam = open_mam(site, api)
    with pytest.raises(UnavailableError):
        await fetching(mam)(f"{site.url}{PATH}")

    with pytest.raises(UnavailableError) as caught:
        await mam.account()

    assert caught.value.retry_after.total_seconds() > 60
    assert len(site.visits) == 1


async def test_a_refused_session_is_not_shown_for_a_picture(open_mam, site, api, fetching):
    """Once the site called the session dead, no picture is asked for with it."""
    site.add_poster(TORRENT)
    mam = open_mam(site, api)
    site.end_sessions()
    with pytest.raises(CredentialsError):
        await mam.account()
    seen = len(site.visits)

    with pytest.raises(CredentialsError):
        await fetching(mam)(f"{site.url}{PATH}")

    assert len(site.visits) == seen
