from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent
from domain.dependency import Dependency
from sandbox.clock import FakeClock
from sandbox.qbittorrent.stand_in import QbittorrentStandIn


@pytest.fixture
async def web_api() -> AsyncIterator[QbittorrentStandIn]:
    """Holds one seeding v1 torrent."""
    async with QbittorrentStandIn() as server:
        server.hold(hash="354366b4ded3ec25a5c08daf0983dcdbb44db7ce")
        yield server


@pytest.fixture
async def make_client(web_api: QbittorrentStandIn) -> AsyncIterator[Callable[..., Qbittorrent]]:
    made: list[Qbittorrent] = []

    def make(**options: Any) -> Qbittorrent:
        clock = options.pop("clock", None) or FakeClock()
        given = {"username": "admin", "password": SecretStr("right"), "url": web_api.url, **options}
        dependency = Dependency("qbittorrent", clock, given.pop("refusals", None))
        others = {name: given.pop(name) for name in ("add_interval",) if name in given}
        made.append(Qbittorrent(login=Login(**given), dependency=dependency, clock=clock, **others))
        return made[-1]

    yield make
    for client in made:
        await client.close()


@pytest.fixture
def client(make_client: Callable[..., Qbittorrent]) -> Qbittorrent:
    return make_client()
