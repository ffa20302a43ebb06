"""Addresses of PostgreSQL as platforms give them, and what the server refuses: taken, or refused with what to do."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from domain.errors import BadInputError, StoreRefusedError, UnavailableError
from store.database import Database
from store.upkeep.upgrade import upgrade
from store.work import scalar
from tests.fixtures.forks import Forks
from tests.fixtures.postgres import Postgres
from tests.fixtures.strangers import shelfhook

pytestmark = pytest.mark.postgres

ODD = "p@:/%41#? s&'\"ä"


@pytest.fixture
def server(postgres_server: Postgres) -> Iterator[Postgres]:
    """A server that asks the user *locked* for a password, which is an odd one."""
    rules = Path(postgres_server.value("SHOW hba_file"))
    before = rules.read_text()
    rules.write_text(f"host all locked 127.0.0.1/32 scram-sha-256\n{before}")
    for statement in (
        "DROP ROLE IF EXISTS locked",
        "DROP ROLE IF EXISTS plain",
        "CREATE ROLE plain LOGIN",
        f"CREATE ROLE locked LOGIN PASSWORD '{ODD.replace(chr(39), chr(39) * 2)}'",
        "SELECT pg_reload_conf()",
    ):
        postgres_server.value(statement)
    yield postgres_server
    rules.write_text(before)
    postgres_server.value("SELECT pg_reload_conf()")


async def one(url: str) -> object:
    """What a store at this address gives."""
    db = Database(url)
    try:
        return await db.read(scalar(text("SELECT 1")))
    finally:
        await db.close()


@pytest.mark.parametrize(
    "begin_and_end",
    [
        "postgresql:// ?sslmode=prefer",
        "postgres:// ?sslmode=disable&application_name=books",
        "postgresql+asyncpg:// ?ssl=allow",
        "postgresql:// ?target_session_attrs=any",
    ],
)
async def test_options_are_libpqs(server: Postgres, begin_and_end: str):
    """As the address of a platform has them."""
    begin, end = begin_and_end.split()
    with server.database(empty=True) as url:
        assert await one(begin + url.partition("://")[2] + end) == 1


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("?sslmode=on", "must have one of these as sslmode: disable, allow, prefer, require"),
        ("?channel_binding=require", "has the option channel_binding, which is not understood: leave it out"),
        ("?password=planted", "has the option password, which is not understood"),
    ],
)
def test_other_options_are_refused(end: str, told: str):
    """At the start, and not by the driver."""
    with pytest.raises(BadInputError, match=r"^DATABASE_URL: ") as raised:
        Database(f"postgresql://u@localhost/d{end}")

    assert told in str(raised.value)
    assert "planted" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u:p@planted@h/d", "postgresql://u:p@h:planted/d", "postgresql://u@h:0x/d"]
)
def test_what_cannot_be_taken_apart_is_to_be_encoded(url: str):
    """The sign that is in the way has its code in the message, and no part of the address is."""
    with pytest.raises(BadInputError, match=r"percent-encode .*: @ is %40") as raised:
        Database(url)

    assert "planted" not in str(raised.value)


async def test_an_odd_password_is_encoded(server: Postgres):
    """Then each sign may be in it."""
    assert await one(f"postgresql://locked:{quote(ODD, safe='')}@{server.address}/postgres") == 1


async def test_a_server_without_tls(server: Postgres):
    """It is reported as that."""
    with pytest.raises(UnavailableError, match="rejected SSL upgrade"):
        await one(f"postgresql://shelfhook@{server.address}/postgres?sslmode=require")


@pytest.mark.parametrize(
    ("user", "what", "mend"),
    [
        (
            "locked:wrong",
            'password authentication failed for user "locked"',
            "correct user name and password",
        ),
        ("nobody-of-theirs", 'role "nobody-of-theirs" does not exist', "pg_hba.conf; or correct user name"),
    ],
)
async def test_who_is_not_let_in(server: Postgres, user: str, what: str, mend: str):
    """The cause is what the server says, and the fix what to do."""
    with pytest.raises(StoreRefusedError) as raised:
        await one(f"postgresql://{user}@{server.address}/postgres")

    assert raised.value.what == f"store: {what}"
    assert mend in raised.value.mend


async def test_a_database_that_is_not_there(server: Postgres):
    """The command that makes it."""
    with pytest.raises(
        StoreRefusedError, match=r'"mine" does not exist.*CREATE DATABASE "mine" OWNER "plain"'
    ):
        await one(f"postgresql://plain@{server.address}/mine")


async def test_no_right_on_the_schema(server: Postgres):
    """Since PostgreSQL 15 a user may make no tables in a database of another one: the GRANT that the message names opens it."""
    with server.database(empty=True) as url:
        db = Database(url.replace("shelfhook@", "plain@"))
        with pytest.raises(StoreRefusedError, match="permission denied for schema public") as raised:
            await upgrade(db)

        grant = raised.value.mend.split("`")[1]
        assert grant == 'GRANT ALL ON SCHEMA public TO "plain"'
        theirs = Database(url)
        await theirs.write(lambda connection: connection.execute(text(grant)))
        await theirs.close()
        await upgrade(db)
        await db.close()


async def test_a_database_that_takes_no_writes(server: Postgres):
    """A standby, or one that was made read-only."""
    with server.database() as url:
        server.value(f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
        db = Database(url)

        with pytest.raises(StoreRefusedError, match="read-only transaction: name the primary server"):
            await db.write(scalar(text("CREATE TABLE x (y int)")))

        await db.close()


@pytest.mark.parametrize(
    ("place", "told"),
    [("127.0.0.1:9", "no connection ("), ("nowhere.invalid", "no connection (Name or service not known)")],
)
async def test_no_one_answers(place: str, told: str):
    """This may pass by itself, and is no wrong setting."""
    with pytest.raises(UnavailableError) as raised:
        await one(f"postgresql://u@{place}/d")

    assert told in str(raised.value)
    assert not isinstance(raised.value, StoreRefusedError)


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_a_wrong_password_ends_the_start(forks: Forks, server: Postgres, tmp_path: Path, command: str):
    """With status 78 and a sentence; the doctor has the cause as evidence. The password is in neither."""
    url = f"postgresql://locked:planted-secret@{server.address}/postgres"

    done = shelfhook(
        forks,
        command,
        cwd=tmp_path,
        STATE_DIR=str(tmp_path / "state"),
        DATABASE_URL=url,
        LOG_FORMAT="console",
    )

    told = done.stdout + done.stderr
    assert done.returncode == (78 if command == "serve" else 2)
    assert 'store: password authentication failed for user "locked"' in told
    assert "correct user name and password in DATABASE_URL" in told
    assert "Traceback" not in told
    assert "planted" not in told
