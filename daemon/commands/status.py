"""``shelfhook status``: the page's contents on a terminal."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import typer

from daemon.commands.desk import ask
from daemon.commands.errors import report_errors
from daemon.commands.healthcheck import main as healthcheck_of_daemon
from daemon.commands.tables import AsJson, safe, width
from daemon.commands.wording import proof
from daemon.config.sources import file_read
from daemon.words import units
from daemon.words.event_words import cycle_title
from daemon.words.field_words import in_a_sentence
from daemon.words.wording import ACQUISITION, SOURCES, named
from domain.facts import EventVerdict, ReasonKind
from domain.fixes import RELOAD
from domain.refusals import command
from domain.services import TITLES

_STYLES: Final = {"good": "green", "bad": "red", "idle": "dim"}

Line = tuple[str, str]
"""A line and its style."""


@report_errors
def status(*, as_json: AsJson = False) -> None:
    """Show the services, what needs you, the last results, the next runs and the library's coverage."""
    health, covered, shown = (ask(path) for path in ("/health", "/api/coverage", "/api/overview"))
    if as_json:
        typer.echo(
            json.dumps({**health, "coverage": covered, "overview": shown, "settings_file": file_read()})
        )
        return
    _print(_lines(health, covered, shown, datetime.fromisoformat(shown["now"])))


def healthcheck() -> None:
    """Exit with 0 when the daemon answers and its store works, else 1."""
    raise typer.Exit(healthcheck_of_daemon())


def _print(lines: Iterator[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(width=width(), highlight=False)
    for line, style in lines:
        indent = len(line) - len(line.lstrip())
        hanging = 2 * indent if indent else 2
        wrapped = textwrap.wrap(
            line,
            console.width,
            subsequent_indent=" " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
        console.print(Text("\n".join(wrapped), style=style), soft_wrap=True)


def _lines(
    health: Mapping[str, Any], covered: Mapping[str, Any], shown: Mapping[str, Any], now: datetime
) -> Iterator[Line]:
    yield from _head(health, shown)
    if shown["missing"]:
        yield from _section("Not set up yet", _to_set_up(shown))
        return
    yield from _section("Services", _services(shown, now))
    waiting = shown["waiting_total"]
    yield from _section(f"Needs you: {waiting or 'nothing'}", _waiting(shown))
    yield from _section("Last finished", _finished(shown, now))
    yield from _section("Next", _cycles(health, shown, now))
    yield from _section("Library", [*((line, "") for line in _coverage(covered, now)), *_verdicts(shown)])


def _head(health: Mapping[str, Any], shown: Mapping[str, Any]) -> Iterator[Line]:
    how = "not set up yet" if shown["missing"] else health["status"]
    style = "green" if how == "ok" else "red"
    up = units.span(timedelta(seconds=health["uptime_seconds"]))
    dry = "; a dry run: nothing is written" if health["dry_run"] else ""
    yield f"shelfhook {health['version']}: {how}, up for {up}{dry}", f"bold {style}"
    for trouble in shown["troubles"]:
        yield f"! {safe(trouble)}", "red"
    for run in shown["failed_runs"]:
        yield f"  shelfhook runs {run} | shelfhook runs dismiss {run}", "dim"
    inbox = health["inbox"]
    yield f"queue: {inbox['depth']} waiting, {inbox['buried']} failed for good", ""
    yield f"page: {shown['page']}/", ""
    yield f"settings of this command: {file_read() or 'the environment alone, no file is read'}", "dim"


def _to_set_up(shown: Mapping[str, Any]) -> Iterator[Line]:
    """What is missing, with the file where the daemon reads it, and the two ways to set it."""
    yield from ((safe(one), "yellow") for one in shown["missing"])
    yield f"In a browser: {shown['page']}/setup tests each value before it is saved.", ""
    yield f"In the file that is named above: write it, then {RELOAD}.", ""
    yield "Finished torrents that qBittorrent reports meanwhile are kept.", "dim"


def _section(title: str, lines: "Iterator[Line] | list[Line]") -> Iterator[Line]:
    found = list(lines)
    yield "", ""
    yield title, "bold"
    yield from ((f"  {line}", style) for line, style in found)


def _services(shown: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    for one in shown["services"]:
        since = f" {_ago(one['since'], now)}" if one["since"] else ""
        more = f": {safe(one['more'])}" if one["more"] else ""
        yield f"{TITLES[one['name']]}: {one['told']}{since}{more}", _STYLES[one["tone"]]
    for quota in shown["quotas"]:
        yield (
            f"{units.number(quota['left'])} of {units.number(quota['limit'])} {quota['name']} left today",
            "",
        )


def _waiting(shown: Mapping[str, Any]) -> Iterator[Line]:
    for one in shown["waiting"]:
        yield (
            f"{_title(one)}: {named(one['status'])}: {safe(one['reason'] or 'no reason given')}",
            "yellow",
        )
        yield f"  {' | '.join(_commands(one))}", "dim"
    if shown["waiting_total"] > len(shown["waiting"]):
        yield (
            "and more: `shelfhook downloads list --state needs-you` or proposed, `shelfhook events list`",
            "",
        )


def _commands(one: Mapping[str, Any]) -> Iterator[str]:
    number = one["download"]
    if one["service"]:
        yield command(one["service"])
        return
    if number is None and one["status"] != EventVerdict.BURIED:
        yield f"shelfhook events retry {one['event']}"
        return
    if one["status"] == EventVerdict.BURIED:
        what = f"events retry {one['event']}", f"events dismiss {one['event']}"
    elif one["status"] == "proposed":
        what = f"downloads approve {number}", f"downloads decline {number}"
    else:
        what = f"downloads retry {number}", f"downloads dismiss {number}"
    if one["reason_kind"] == ReasonKind.NOT_IMPORTED:
        yield f"shelfhook import show {number}"
    if one["candidates"]:
        yield f"shelfhook downloads link {number} ITEM ({one['candidates']} to choose from: downloads show)"
    yield from (f"shelfhook {command}" for command in what)


def _finished(shown: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    for one in shown["completions"]:
        took = (
            "" if one["took_seconds"] is None else f" in {units.span(timedelta(seconds=one['took_seconds']))}"
        )
        by = [proof(one["proof_kind"])] if one["proof_kind"] else []
        how = [*by, *(safe(one[name]) for name in ("duration_check", "reason") if one[name])]
        because = f", by {'; '.join(how)}" if by else "".join(f": {each}" for each in how)
        yield f"{_ago(one['seen_at'], now)}: {_title(one)}: {named(one['status'])}{took}{because}", ""
    if shown["in_progress"]:
        yield f"{shown['in_progress']} in progress", ""
    if not shown["completions"]:
        yield "nothing yet: waiting for the first finished torrent", "dim"


def _cycles(health: Mapping[str, Any], shown: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    acquisition = health["acquisition"]
    if acquisition["paused"]:
        yield f"search and download are paused: {safe(acquisition['paused'])}", "yellow"
    else:
        yield ACQUISITION[acquisition["mode"]], ""
    if not acquisition["queries"] and acquisition["mode"] != "off":
        yield "there is no list of books, so nothing is searched for", "yellow"
    yield f"schedules are in {safe(shown['timezone'])}", ""
    for one in shown["cycles"]:
        due = f"due {_ago(one['due'], now)}" if one["due"] else "turned off"
        yield (
            f"{cycle_title(one['kind'])}: {due}; {_last(one, now)}",
            "red" if one["status"] == "failed" else "",
        )


def _last(one: Mapping[str, Any], now: datetime) -> str:
    if one["status"] is None:
        return "never run"
    if one["ended_at"] is None:
        waits = f", waiting: {safe(one['waits'])}" if one["waits"] else ""
        return f"running since {_ago(one['started_at'], now)}{waits}"
    why = f": {safe(one['reason'])}" if one["reason"] else ""
    return f"{named(one['status'])} {_ago(one['ended_at'], now)}{why}"


def _coverage(coverage: Mapping[str, Any], now: datetime) -> Iterator[str]:
    yield (
        f"library: {units.count(coverage['total'], 'book', 'books')}, {coverage['updated']} looked up at Google Books "
        f"({coverage['percent']} %), {coverage['pending']} pending"
    )
    if coverage["updated"]:
        age = units.short_span(timedelta(seconds=coverage["average_age_seconds"]))
        oldest, newest = (_ago(coverage[which], now) for which in ("oldest", "newest"))
        yield f"looked up: the oldest {oldest}, the newest {newest}, on average {age} ago"
    fields = (f"{in_a_sentence(name)} {units.number(number)}" for name, number in coverage["fields"].items())
    yield f"books that have: {', '.join(fields)}"
    for one in coverage["sources"]:
        asked = units.count(one["asked"], "book", "books")
        yield f"{SOURCES[one['source']]}: asked about {asked}, {one['found']} found"
    if coverage["problem"]:
        yield f"lookups at Google Books are off: {safe(coverage['problem'])}"


def _verdicts(shown: Mapping[str, Any]) -> Iterator[Line]:
    verdicts = shown["verdicts"]
    right = f"{verdicts['verified']} verified, {verdicts['mismatched']} wrong length"
    yield f"durations: {right}, {verdicts['unknown']} could not be checked", ""
    if shown["strange_imports"]:
        lost = units.count(shown["strange_imports"], "import", "imports")
        at_least = "" if shown["strange_imports_counted"] else "at least "
        yield f"{at_least}{lost} lost the book or the torrent (`shelfhook import check`)", "yellow"


def _title(one: Mapping[str, Any]) -> str:
    if one.get("service"):
        return str(one["title"])
    number = f"download {one['download']}" if one["download"] else f"event {one['event']}"
    author = f" by {safe(one['author'])}" if one["author"] else ""
    return f"{number}: {safe(one['title'] or 'no title')}{author}"


def _ago(moment: str, now: datetime) -> str:
    """An ISO 8601 moment as a person says it."""
    return units.ago(datetime.fromisoformat(moment), now)
