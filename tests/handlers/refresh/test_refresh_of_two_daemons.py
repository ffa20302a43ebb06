"""Two daemons on one PostgreSQL: the leader reads, and the other says so."""

import pytest
from pydantic import SecretStr

from daemon.wiring.daemon import build
from domain.errors import ElsewhereError

BOOK, TITLE = 9000401, "Project Hail Mary"

pytestmark = pytest.mark.databases("postgres")


async def test_only_the_leader_reads_records(world, stage, settings, clock, database_url, tmp_path):
    """The other daemon leaves the run to it, and refuses a person in words; what was read is read once."""
    both = [
        settings.model_copy(update={"database_url": SecretStr(database_url), "state_dir": tmp_path / name})
        for name in ("leader", "other")
    ]
    async with build(both[0], clock) as leader, build(both[1], clock) as other:
        await world.finish(leader)
        await world.refresh(leader)
        clock.advance((await leader.parts.store.downloads.by_id(1)).refresh_due_at - clock.now())
        stage.mam.correct(BOOK, narrators=("Somebody Else",))
        before = world.reads()

        run = await world.start(other)
        while await other.dispatcher.step():
            pass
        assert world.reads() == before
        with pytest.raises(ElsewhereError):
            await other.api.refresh_record(await other.parts.store.downloads.by_id(1))
        assert world.reads() == before
        run = await world.refresh(leader, run)

    assert run.counts["corrections"] == 1
    assert world.reads() == before + 1
    assert stage.shelf.item(TITLE).narrators == ["Somebody Else"]
