"""A refused login over restarts: each client here is a new process on the same store."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from clients.qbittorrent import Qbittorrent
from domain.errors import CredentialsError
from sandbox.clock import FakeClock
from store.database import Database
from store.refusals import KEPT, KeptRefusals
from store.switches import Switches
from store.work import rows

V1 = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"


@pytest.fixture
def start(make_client, web_api, db: Database, clock: FakeClock) -> Callable[..., Qbittorrent]:
    """Starts anew with a password."""

    def make(password: str, *, url: str = "") -> Qbittorrent:
        secret = SecretStr(password)
        refusals = KeptRefusals(
            switches=Switches(db),
            service="qbittorrent",
            whose=f"{url or web_api.url} admin",
            secret=secret,
            clock=clock,
        )
        return make_client(password=secret, refusals=refusals, clock=clock)

    return make


async def refused(client: Qbittorrent) -> str:
    with pytest.raises(CredentialsError, match="QBITTORRENT_PASSWORD") as caught:
        await client.torrent(V1)
    return str(caught.value)


@pytest.mark.parametrize("modern", [False, True])
async def test_a_daemon_that_restarts_again_and_again_brings_no_ban(start, web_api, modern):
    """Ten starts with a wrong password are one login."""
    web_api.modern = modern

    told = {await refused(start("wrong-and-secret")) for _ in range(10)}

    assert web_api.asked("auth/login") == 1
    assert len(told) == 1
    assert "wrong-and-secret" not in told.pop()


@pytest.mark.databases("sqlite", "postgres")
async def test_another_password_is_tried_at_once(start, web_api):
    """Changed settings were not refused."""
    await refused(start("wrong"))

    assert await start("right").torrent(V1)


async def test_another_address_is_asked_at_once(start, web_api):
    """What one qBittorrent refused, another may take."""
    await refused(start("wrong"))

    await refused(start("wrong", url="http://another"))

    assert web_api.asked("auth/login") == 2


async def test_after_a_day_the_same_password_may_be_right(start, web_api, clock):
    """Somebody may have mended it in qBittorrent."""
    await refused(start("late"))
    web_api.password = "late"
    await refused(start("late"))

    clock.advance(KEPT)

    assert await start("late").torrent(V1)


async def test_a_process_that_lives_on_does_not_try_again(start, web_api, clock):
    """However long it runs: it takes a restart, too."""
    client = start("wrong")
    await refused(client)

    clock.advance(KEPT + timedelta(days=30))
    await refused(client)

    assert web_api.asked("auth/login") == 1


async def test_the_store_does_not_hold_the_password(start, db):
    """What is kept is a fingerprint that is slow to compute."""
    await refused(start("wrong-and-secret"))

    kept = await db.read(rows(text("SELECT name, reason FROM switches")))

    assert len(kept) == 1
    assert "wrong-and-secret" not in str(kept)


async def test_a_ban_is_not_kept(start, web_api):
    """It passes by itself, and the login was not what was refused."""
    web_api.banned = True
    with pytest.raises(CredentialsError, match="banned this address"):
        await start("right").torrent(V1)
    web_api.banned = False

    assert await start("right").torrent(V1)
