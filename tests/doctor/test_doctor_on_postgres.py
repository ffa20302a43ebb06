"""The doctor where several daemons share a store."""

import os
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from doctor_world import healthy

from daemon.doctor.finding import Result

pytestmark = pytest.mark.postgres


@asynccontextmanager
async def world_on_postgres(tmp_path: Path, server: str):
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine

    name = f"test_{os.urandom(6).hex()}"
    engine = create_async_engine(
        f"postgresql+asyncpg://shelfhook@{server}/postgres", isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
        async with healthy(tmp_path, DATABASE_URL=f"postgresql+asyncpg://shelfhook@{server}/{name}") as world:
            yield world
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await engine.dispose()


async def test_all_is_well_on_postgres(tmp_path, postgres_server):
    """The database's probe knows PostgreSQL, and all others work on it."""
    async with world_on_postgres(tmp_path, postgres_server) as world:
        found = await world.look()

        assert {name: f.evidence for name, f in found.items() if f.result is not Result.OK} == {}
        assert found["database"].evidence.startswith("PostgreSQL, writable and whole, version ")


async def test_a_daemon_that_does_not_lead_asks_mam_nothing(tmp_path, postgres_server):
    """MAM's session is the leader's alone: the other one's doctor skips it and says why."""
    async with world_on_postgres(tmp_path, postgres_server) as world, world.daemon():
        asked = len(world.stage.mam.visits)
        world.environment |= {"STATE_DIR": str(tmp_path / "other"), "LISTEN": "127.0.0.1:0"}

        found = await world.look()

        assert found["MAM"].result is Result.SKIPPED
        assert "another daemon leads" in found["MAM"].evidence
        assert len(world.stage.mam.visits) == asked
