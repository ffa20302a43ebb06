"""What a search run stored of its queries."""

from collections.abc import Iterator

from daemon.http.answers import adapter
from handlers.acquiring.search_report import Searched, state_name
from store.runs import Run


def results_of(run: Run) -> Iterator[Searched]:
    """The result of each query that was searched for, in their order."""
    position = 0
    while (found := run.state.get(state_name(position))) is not None:
        report: Searched = adapter(Searched).validate_python(found)
        yield report
        position += 1
