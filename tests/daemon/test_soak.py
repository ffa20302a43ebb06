"""A daemon that runs for long leaves nothing behind."""

import pytest

from benchmarks import soak


@pytest.mark.timeout(600)  # fifteen seconds of work, in a process of its own
def test_an_hour_leaves_nothing_behind():
    """Memory stays within a twentieth of what it was after six minutes; no open file and no task is left."""
    figures = soak.in_a_process(soak.MINUTES)

    assert [row for row in soak.rows(figures) if not row["ok"]] == []
