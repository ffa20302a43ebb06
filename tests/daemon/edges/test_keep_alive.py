"""A session that nothing uses is kept alive."""

from datetime import timedelta

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from sandbox.clock import FakeClock
from sandbox.stage import Stage
from tests.fixtures.stores import ready_state


async def test_an_idle_session_is_used_after_ten_days(tmp_path):
    """Looked at every half day, the site is asked once in ten days and no more."""
    clock = FakeClock(auto=True)
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        given = {n.lower(): v for n, v in stage.environment(ready_state(tmp_path / "state")).items()}
        async with build(Settings(**given), clock) as daemon:
            keep_alive = daemon.keep_alive
            asked = []
            for _ in range(60):
                await keep_alive.step()
                asked.append(len(stage.mam.visits))
                clock.advance(timedelta(hours=12))

    assert asked[0] == 1
    assert asked[19] == 1
    assert asked[-1] == 3
    assert stage.mam.violations == []


async def test_a_site_that_is_down_is_no_trouble(tmp_path):
    """The loop goes on, and the next look comes half a day later."""
    clock = FakeClock(auto=True)
    async with Stage(tmp_path / "world", clock, real=False) as stage:
        stage.mam.down = True
        given = {n.lower(): v for n, v in stage.environment(ready_state(tmp_path / "state")).items()}
        async with build(Settings(**given), clock) as daemon:
            await daemon.keep_alive.step()

            assert daemon.parts.dependencies["mam"].last_error is not None
