"""A daemon that runs for long leaves nothing behind; `make bench` lets it run for an hour."""

from benchmarks import soak
from tests.fixtures.examples import only_thorough


@only_thorough
def test_twenty_minutes_leave_nothing_behind():
    """Memory stays within a twentieth of what it was after six minutes; no open file and no task is left."""
    figures = soak.in_a_process(20)

    assert [row for row in soak.rows(figures) if not row["ok"]] == []
