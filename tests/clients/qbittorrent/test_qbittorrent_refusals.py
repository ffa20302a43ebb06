"""A refused login over restarts: each client here is a new process on the same store."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from clients.qbittorrent import Qbittorrent
from domain.errors import CredentialsError
from sandbox.clock import FakeClock
from store.budgets import Budgets
from store.database import Database
from store.refusals import KeptRefusals
from store.switches import Switches
from store.work import rows

V1 = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"
TRIES = 3
Start = Callable[..., Awaitable[Qbittorrent]]


@pytest.fixture
def start(make_client, web_api, db: Database, clock: FakeClock) -> Start:
    """Starts again with a password."""

    async def make(password: str, *, url: str = "") -> Qbittorrent:
        secret = SecretStr(password)
        refusals = KeptRefusals(
            switches=Switches(db),
            budgets=Budgets(db),
            service="qbittorrent",
            account=f"{url or web_api.url} admin",
            secret=secret,
            tries=TRIES,
            clock=clock,
        )
        client = make_client(password=secret, refusals=refusals, clock=clock)
        await client.dependency.restore()
        return client

    return make


async def refused(client: Qbittorrent) -> str:
    with pytest.raises(CredentialsError, match="QBITTORRENT_PASSWORD") as caught:
        await client.torrent(V1)
    return str(caught.value)


@pytest.mark.parametrize("modern", [False, True])
async def test_a_daemon_that_restarts_again_and_again_brings_no_ban(start, web_api, modern):
    """Ten starts with a wrong password, each asking twice, are four logins, where five bring a ban."""
    web_api.modern = modern

    told = set()
    for _ in range(10):
        client = await start("wrong-and-secret")
        told |= {await refused(client), await refused(client)}

    assert web_api.asked("auth/login") == 1 + TRIES
    assert len(told) == 1
    assert "wrong-and-secret" not in told.pop()


@pytest.mark.databases("sqlite", "postgres")
async def test_a_restart_is_one_more_try(start, web_api):
    """A user who corrected the password in qBittorrent restarts; from the first success on nothing is remembered."""
    await refused(await start("late"))
    web_api.password = "late"

    client = await start("late")

    assert client.dependency.refused is not None  # until it is known to be over
    assert await client.torrent(V1)
    assert client.dependency.refused is None
    assert (await start("late")).dependency.refused is None


@pytest.mark.databases("sqlite", "postgres")
async def test_another_password_is_tried_at_once(start):
    """Changed settings were not refused."""
    await refused(await start("wrong"))

    assert await (await start("right")).torrent(V1)


async def test_another_address_is_asked_at_once(start, web_api):
    """What one qBittorrent refused, another may take."""
    await refused(await start("wrong"))

    await refused(await start("wrong", url="http://another"))

    assert web_api.asked("auth/login") == 2


async def test_the_next_day_restarts_are_tries_again(start, web_api, clock):
    """A day's failed logins are few, and the next day's as well."""
    for _ in range(10):
        await refused(await start("wrong"))
    clock.advance(timedelta(days=1))

    for _ in range(10):
        await refused(await start("wrong"))

    assert web_api.asked("auth/login") == 1 + 2 * TRIES


@pytest.mark.parametrize("passed", [timedelta(0), timedelta(days=30)])
async def test_a_process_that_lives_on_tries_again_at_a_person_s_word(start, web_api, clock, passed):
    """However long it runs; each word is one login, whatever asks after it."""
    client = await start("wrong")
    await refused(client)
    clock.advance(passed)
    await refused(client)

    client.dependency.invite()
    await refused(client)
    await refused(client)
    assert web_api.asked("auth/login") == 2

    web_api.password = "wrong"
    await refused(client)
    client.dependency.invite()
    assert await client.torrent(V1)
    assert web_api.asked("auth/login") == 3


@pytest.mark.databases("sqlite", "postgres")
async def test_a_daemon_beside_it_learns_of_it(start, web_api):
    """Of two daemons on one store the second shows what the first met, and that it is over."""
    first, second = await start("late"), await start("late")
    await refused(first)
    await second.dependency.refresh()
    assert second.dependency.refused is not None
    await refused(second)
    assert web_api.asked("auth/login") == 1

    web_api.password = "late"
    first.dependency.invite()
    await first.torrent(V1)
    await second.dependency.refresh()

    assert second.dependency.refused is None
    assert await second.torrent(V1)


async def test_the_store_does_not_hold_the_password(start, db):
    """What is kept is a fingerprint that is slow to compute."""
    await refused(await start("wrong-and-secret"))
    await refused(await start("wrong-and-secret"))

    kept = await db.read(rows(text("SELECT name, reason FROM switches")))
    tries = await db.read(rows(text("SELECT name FROM budgets")))

    assert (len(kept), len(tries)) == (1, 1)
    assert "wrong-and-secret" not in f"{kept} {tries}"


async def test_a_ban_is_not_kept(start, web_api):
    """It passes by itself, and the login was not what was refused."""
    web_api.banned = True
    with pytest.raises(CredentialsError, match="banned this address"):
        await (await start("right")).torrent(V1)
    web_api.banned = False

    assert await (await start("right")).torrent(V1)
