"""The debug mode: each call and each request is a line, and none holds a secret."""

import logging

from clients._http import Http
from clients._tls import trusting
from daemon.connections import http_session
from domain.dependency import Dependency
from sandbox.audiobookshelf import SandboxAudiobookshelf


async def test_a_call_to_a_service_is_logged_without_its_query(clock, tmp_path, caplog):
    """Service, path, status and time; never what was sent."""
    caplog.set_level(logging.DEBUG)

    async with (
        SandboxAudiobookshelf(clock=clock, folder=tmp_path) as shelf,
        http_session(trusting(None)) as session,
    ):
        dependency = Dependency("audiobookshelf", clock)
        http = Http(session=session, base_url=shelf.url, dependency=dependency, clock=clock)
        await http.request("GET", "/api/me", params={"token": shelf.token})

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("shelfhook")]
    assert ours == ["Audiobookshelf /api/me answered 200 in 0.000 s"]
    assert shelf.token not in caplog.text


async def test_a_request_is_logged_without_its_token(url, http, parts, caplog):
    """Method, path and status."""
    caplog.set_level(logging.DEBUG, "shelfhook")
    token = parts.access.token.get_secret_value()

    async with http.get(f"{url}/api/events", params={"apikey": token}):
        pass

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("shelfhook")]
    assert ours == ["GET /api/events: answered 200"]
