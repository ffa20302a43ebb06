"""How the phases are reported."""

import io
import json

from rich.console import Console

from daemon.commands.workflow.bars import Bars
from daemon.commands.workflow.plain import JsonLines, Plain
from daemon.commands.workflow.results import End, Result, Step


def story(report) -> None:
    """A phase that goes well, one that fails, and one that is not run."""
    report.begin(2)
    report.expect(2)
    report.step(Step("An Author: A Title", "3 found"))
    report.step(Step("Evil\x1b[31m", "two\nlines"))
    report.end(2, Result(End.SUCCESS, "2 searches"))
    report.begin(4)
    report.expect(3)
    report.end(4, Result(End.ERROR, "no connection", "start it"))
    report.begin(6)
    report.end(6, Result(End.NOT_RUN, "it needs Audiobookshelf"))
    report.close()


def test_plain_lines():
    """Stable text: headings, dashes, steps, results, what to do, and a summary; no word of others steers it."""
    lines: list[str] = []

    story(Plain(lambda line, _: lines.append(line)))

    assert lines == [
        "[PHASE 2] Search MyAnonamouse...",
        "------------------------------------",
        "  An Author: A Title: 3 found",
        "  Evil [31m: two lines",
        "Success: 2 searches",
        "",
        "[PHASE 4] Services...",
        "------------------------------------",
        "Error: no connection",
        "  What to do: start it",
        "",
        "[PHASE 6] Library update...",
        "------------------------------------",
        "Not run: it needs Audiobookshelf",
        "",
        "Summary",
        "------------------------------------",
        "  PHASE 2 Search MyAnonamouse: Success, 2 searches",
        "  PHASE 4 Services: Error, no connection",
        "  PHASE 6 Library update: Not run, it needs Audiobookshelf",
    ]


def test_json_lines():
    """One object a line; the last one sums up."""
    lines: list[str] = []

    story(JsonLines(lines.append))

    told = [json.loads(line) for line in lines]
    assert told[0] == {"phase": 2, "event": "begin", "title": "Search MyAnonamouse"}
    assert told[2] == {
        "phase": 2,
        "event": "step",
        "what": "An Author: A Title",
        "said": "3 found",
        "counts": True,
    }
    assert (told[-1]["event"], told[-1]["ok"], len(told[-1]["phases"])) == ("summary", False, 3)
    assert told[-1]["phases"][1] == {
        "phase": 4,
        "result": "error",
        "said": "no connection",
        "mend": "start it",
    }


def test_bars_on_a_terminal():
    """The same lines, and a bar for each phase."""
    screen = io.StringIO()

    story(Bars(Console(file=screen, force_terminal=True, width=120, highlight=False)))

    shown = screen.getvalue()
    assert "[PHASE 2] Search MyAnonamouse..." in shown
    assert "PHASE 2 Search MyAnonamouse" in shown
    assert "2/2" in shown
    assert "0/3" in shown
    assert "Summary" in shown
