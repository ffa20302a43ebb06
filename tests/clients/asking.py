"""A client of each kind of library, asking the same question: who is there?"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from clients._http import Http
from clients._tls import trusting
from clients.audiobookshelf import Audiobookshelf, Server
from clients.qbittorrent import Login, Qbittorrent
from daemon.connections import http_session
from domain.dependency import Dependency
from sandbox.clock import FakeClock

Ask = Callable[[], Awaitable[object]]
SERVICES = ("audiobookshelf", "qbittorrent")
SETTINGS = {"audiobookshelf": "ABS_URL", "qbittorrent": "QBITTORRENT_URL"}


@asynccontextmanager
async def asking(
    service: str, url: str, *, ca_file: Path | None = None, patience: timedelta = timedelta(seconds=60)
) -> AsyncIterator[Ask]:
    """A question to the service at *url*, by the client that the daemon would use."""
    clock, trusted = FakeClock(), trusting(ca_file)
    dependency = Dependency(service, clock)
    if service == "qbittorrent":
        client = Qbittorrent(
            login=Login(url=url, trusted=trusted, patience=patience), dependency=dependency, clock=clock
        )
        yield client.version
        await client.close()
        return
    async with http_session(trusted) as session:
        http = Http(session=session, base_url=url, dependency=dependency, clock=clock)
        yield Audiobookshelf(Server(http=http, token=SecretStr("a key"), turn=nullcontext)).status
