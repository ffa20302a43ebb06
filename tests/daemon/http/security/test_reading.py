"""Looking at something leaves it as it was."""

import re

import aiohttp
import pytest
from security_world import populated, served
from sqlalchemy import MetaData, select

from store.database import Database
from store.work import rows


async def contents(db: Database) -> dict[str, list]:
    """Every row of every table."""
    tables = MetaData()
    await db.read(tables.reflect)
    return {
        table.name: list(map(tuple, await db.read(rows(select(table).order_by(*table.primary_key)))))
        for table in tables.sorted_tables
    }


async def test_no_route_changes_anything_by_get_or_head(tmp_path):
    """Every address is asked for with GET and HEAD, and each table, the torrents and the library stay the same."""
    async with (
        populated(tmp_path, library_dirs="") as (stage, daemon),
        served(daemon) as url,
        aiohttp.ClientSession() as http,
    ):
        routes = {r.resource.canonical for r in daemon.app.router.routes() if r.method in {"GET", "HEAD"}}
        before = await contents(daemon.parts.store.db)
        writes = len([seen for seen in stage.shelf.requests if seen.method != "GET"])

        statuses = {}
        for path in sorted(routes - {"/live"}):
            address = url + re.sub(r"\{\w+\}", "1", path) + "?kind=search&limit=5&item=x&page=1"
            for method in ("GET", "HEAD"):
                async with http.request(method, address) as answer:
                    statuses[method, path] = answer.status
        after = await contents(daemon.parts.store.db)

    assert len(routes) > 15
    assert [path for path, status in statuses.items() if status >= 500] == []
    assert after == before
    assert sum(map(len, before.values())) > 20
    assert len([seen for seen in stage.shelf.requests if seen.method != "GET"]) == writes
    assert stage.client.adds == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
async def test_what_acts_takes_post_only(local, method):
    """Every route that acts answers 405 to any other method, whatever token is shown."""
    token = {"Authorization": f"Bearer {local.daemon.parts.access.token.get_secret_value()}"}
    acting = {
        re.sub(r"\{\w+\}", "1", route.resource.canonical)
        for route in local.daemon.app.router.routes()
        if route.method == "POST"
    }
    reading = {
        re.sub(r"\{\w+\}", "1", route.resource.canonical)
        for route in local.daemon.app.router.routes()
        if route.method == "GET"
    }

    statuses = {path: (await local.ask(path, method, headers=token)).status for path in acting - reading}

    assert set(statuses.values()) == {405}
