"""The doctor where several daemons share a store."""

import pytest

from daemon.doctor.finding import Result
from tests.fixtures.healthy_world import healthy

pytestmark = pytest.mark.databases("postgres")


async def test_all_is_well_on_postgres(tmp_path, database_url):
    """The database's probe knows PostgreSQL, and all others work on it."""
    async with healthy(tmp_path, DATABASE_URL=database_url) as world:
        found = await world.examine()

        assert {name: f.evidence for name, f in found.items() if f.result is not Result.OK} == {}
        assert found["database"].evidence.startswith("PostgreSQL, writable and intact, version ")


async def test_a_daemon_that_does_not_lead_asks_mam_nothing(tmp_path, database_url):
    """MAM's session is the leader's alone: the other one's doctor skips it and says why."""
    async with healthy(tmp_path, DATABASE_URL=database_url) as world, world.daemon():
        asked = len(world.stage.mam.visits)
        world.environment |= {"STATE_DIR": str(tmp_path / "other"), "LISTEN": "127.0.0.1:0"}

        found = await world.examine()

        assert found["MyAnonamouse"].result is Result.SKIPPED
        assert "the daemon that leads" in found["MyAnonamouse"].evidence
        assert len(world.stage.mam.visits) == asked
