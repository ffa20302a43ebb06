"""The set-up beside other daemons on one PostgreSQL: only the one that leads asks MAM."""

import pytest

from daemon.setup.steps import Step
from daemon.wiring.daemon import build
from tests.daemon.setup.conftest import NOTHING
from tests.fixtures.stores import ready_state

pytestmark = pytest.mark.databases("postgres")


async def test_a_session_is_tested_only_where_no_other_daemon_leads(
    tmp_path, stage, clock, make_settings, database_url
):
    """While another leads nothing is sent; when it is gone the test holds the lead, and gives it back."""
    typed, nothing = {"mam_id": stage.mam.mam_id}, make_settings(**NOTHING, database_url=database_url)
    second = nothing.model_copy(update={"state_dir": ready_state(tmp_path / "second")})
    async with build(second, clock) as other:
        await other.parts.leadership.stand_aside()  # as a daemon does that is not set up
        async with build(nothing, clock) as leader:
            beside = await other.api.setup.try_values(Step.MAM, typed)
            sent = len(stage.mam.visits)
            assert leader.parts.leadership.leads()
        alone = await other.api.setup.try_values(Step.MAM, typed)
        leads = other.parts.leadership.leads()

    assert (beside.tried.ok, "the daemon that leads" in beside.tried.problem, sent) == (False, True, 0)
    assert (alone.tried.ok, leads, len(stage.mam.visits)) == (True, False, 1)
