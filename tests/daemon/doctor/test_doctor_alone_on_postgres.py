"""``shelfhook doctor`` while no daemon runs, where the store is on PostgreSQL: it looks, and changes nothing at all."""

import json
import subprocess
from functools import partial

import pytest
from sqlalchemy import text

from benchmarks._postgres import tools
from store.addresses import checked
from store.database import Database
from store.upkeep.upgrade import HEAD
from store.work import change, scalar
from tests.fixtures.healthy_world import healthy
from tests.store.released_stores import upgrade_to

pytestmark = pytest.mark.databases("postgres")

FORMER = "0008"


def dump(url: str) -> bytes:
    """All of a database: tables, rows, and where each sequence stands."""
    found, address = tools(), checked(url)
    assert found is not None
    place = ["-h", address.host, "-p", str(address.port), "-U", address.username]
    dumped = subprocess.run(
        [found / "pg_dump", *place, "--restrict-key=same", address.database], capture_output=True, check=False
    )
    if dumped.returncode:  # older tools mark each dump in no way
        dumped = subprocess.run(
            [found / "pg_dump", *place, address.database], capture_output=True, check=True
        )
    return dumped.stdout


async def doctor(command, world, *arguments):
    """What it finds, by name."""
    _, said = await command(world.environment, "doctor", "--json", *arguments)
    return {finding["name"]: finding for finding in json.loads(said.splitlines()[-1])}


async def ask(url, statement):
    db = Database(url)
    try:
        return await db.read(scalar(text(statement)))
    finally:
        await db.close()


async def test_a_store_stays_as_it_is(tmp_path, database_url, command):
    """No row, no sequence and no session; MAM, whose answers renew that, is not asked, and the others are checked."""
    async with healthy(tmp_path, DATABASE_URL=database_url) as world:
        asked, before = len(world.stage.mam.visits), dump(database_url)

        found = await doctor(command, world)

        assert dump(database_url) == before
        assert len(world.stage.mam.visits) == asked
        assert f"version {HEAD}" in found["database"]["evidence"]
        assert {
            found[name]["result"] for name in ("database", "Audiobookshelf", "qBittorrent", "path map")
        } == {"ok"}
        skipped = {name for name, one in found.items() if one["result"] == "skipped"}
        assert {"MyAnonamouse", "Google Books", "metadata files", "folder shapes"} <= skipped


async def test_a_refused_key_is_not_noted(tmp_path, database_url, command):
    """It is found all the same."""
    async with healthy(tmp_path, DATABASE_URL=database_url) as world:
        world.environment["ABS_TOKEN"] = "another"
        before = dump(database_url)

        found = await doctor(command, world)

        assert (found["Audiobookshelf"]["result"], dump(database_url) == before) == ("broken", True)


@pytest.mark.parametrize("found_there", ["no tables", "older tables", "newer tables"])
async def test_no_tables_are_made_or_upgraded(
    tmp_path, empty_database_url, database_url, command, found_there
):
    """The version is named; only --fix, like a start, makes the tables and upgrades them."""
    url = database_url if found_there == "newer tables" else empty_database_url
    async with healthy(tmp_path) as world:
        world.environment["DATABASE_URL"] = url
        if found_there == "older tables":
            await migrated(url, FORMER)
        if found_there == "newer tables":
            await written(url, "UPDATE alembic_version SET version_num = '9999'")
        before = dump(url)

        found = await doctor(command, world)

        assert dump(url) == before
        database = found["database"]
        match found_there:
            case "older tables":
                assert (database["result"], FORMER in database["evidence"], HEAD in database["evidence"]) == (
                    "ok",
                    True,
                    True,
                )
            case "newer tables":
                assert (database["result"], "9999" in database["evidence"]) == ("broken", True)
                return
            case _:
                assert database["result"] == "ok"
        assert found["Audiobookshelf"]["result"] == "ok"
        await doctor(command, world, "--fix", "--yes")
        assert await ask(url, "SELECT version_num FROM alembic_version") == HEAD


async def test_a_server_that_is_down_hides_nothing_else(tmp_path, command):
    """The database is broken, and the services are checked."""
    async with healthy(tmp_path) as world:
        world.environment["DATABASE_URL"] = "postgresql://shelfhook@127.0.0.1:1/none"

        found = await doctor(command, world)

        assert (found["database"]["result"], found["Audiobookshelf"]["result"]) == ("broken", "ok")


async def migrated(url, version):
    """Make the tables of a former version."""
    db = Database(url)
    try:
        await db.write(partial(upgrade_to, step=version))
    finally:
        await db.close()


async def written(url, statement):
    db = Database(url)
    try:
        await db.write(change(text(statement)))
    finally:
        await db.close()
