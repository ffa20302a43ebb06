"""qBittorrent's options: its program on completion, and its categories."""

import pytest
from aiohttp import web
from pydantic import SecretStr

from clients.qbittorrent import Autorun
from domain.errors import UnavailableError, UnexpectedAnswerError


@pytest.fixture(params=["4.5", "5.2"])
def version(request, web_api, make_client):
    """A client of each generation: by password, and by API key."""
    web_api.modern = request.param == "5.2"
    if not web_api.modern:
        return make_client()
    return make_client(username=None, password=None, api_key=SecretStr(web_api.api_key))


async def test_the_program_is_read_and_set_and_the_other_one_left_alone(version, web_api):
    """Only the program on completion changes; the one for added torrents keeps its line."""
    before = dict(web_api.options.preferences)
    line = '/bin/sh -c "a & exec "$@"" x "%K" ünï'

    first = await version.setup.autorun()
    await version.setup.set_autorun(Autorun(enabled=True, program=line))

    assert first == Autorun(enabled=False, program="")
    assert await version.setup.autorun() == Autorun(enabled=True, program=line)
    assert web_api.options.preferences == before | {"autorun_enabled": True, "autorun_program": line}


async def test_categories_are_listed_with_their_places_and_made(version, web_api):
    """A category that is made saves where the default is."""
    web_api.options.categories["music"] = "/srv/music"

    await version.setup.create_category("audiobooks")

    assert await version.setup.categories() == {"music": "/srv/music", "audiobooks": ""}


async def test_a_torrent_is_taken_out(version, web_api):
    """One that is not there is no error."""
    [info_hash] = web_api.torrents

    await version.setup.remove(info_hash)
    await version.setup.remove(info_hash)

    assert web_api.torrents == {}


async def test_what_is_not_qbittorrent_is_reported(client, web_api):
    """Options without the program, and trouble, are errors of the domain."""
    await client.setup.autorun()
    web_api.answer = lambda: web.json_response({"locale": "en"})
    with pytest.raises(UnexpectedAnswerError, match="no program on completion"):
        await client.setup.autorun()

    web_api.answer = lambda: web.json_response([])
    with pytest.raises(UnexpectedAnswerError, match="version is not known yet"):
        await client.setup.categories()

    web_api.answer = lambda: web.Response(status=503)
    with pytest.raises(UnavailableError, match="setPreferences"):
        await client.setup.set_autorun(Autorun(enabled=False, program=""))
