"""Commands by which a person decides on proposals: approve or decline, take that back, choose the edition, see the rules."""

from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from daemon.commands.arguments import ProposalNumber, ProposalNumbers, RuleNumber
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.moments import ago
from daemon.commands.tables import AsJson, plain, reply, safe, table
from daemon.words import units
from daemon.words.cost_words import in_words
from daemon.words.wording import named
from domain.costs import Cost

_MAM_SECONDS: Final = 60


class Never(StrEnum):
    """What is not proposed again, besides the download itself."""

    BOOK = "book"
    SERIES = "series"
    AUTHOR = "author"


@report_errors
def approve(numbers: ProposalNumbers, *, as_json: AsJson = False) -> None:
    """Approve proposed downloads; they are added some seconds later."""
    _decide_each(numbers, "approve", {}, as_json=as_json)


@report_errors
def decline(
    numbers: ProposalNumbers,
    *,
    never: Annotated[
        Never | None, typer.Option(help="Also never propose its other editions, its series, or its author.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decline proposed downloads; they are not proposed again."""
    _decide_each(numbers, "reject", {} if never is None else {"never": never.value}, as_json=as_json)


@report_errors
def reconsider(numbers: ProposalNumbers, *, as_json: AsJson = False) -> None:
    """Take your decisions on proposals back, with their rules; an approval until qBittorrent has the torrent."""
    _decide_each(numbers, "reconsider", {}, as_json=as_json)


@report_errors
def choose(
    number: ProposalNumber,
    mam_id: Annotated[
        int, typer.Argument(help="Another edition's id at MyAnonamouse; `downloads show` lists them.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Propose another edition of a proposed book in its place."""
    chosen = send(f"/api/downloads/{number}/edition", {"mam_id": mam_id}, seconds=_MAM_SECONDS)
    line = f"download {number} is now the edition {chosen['mam_id']}: {safe(chosen['title'])}"
    reply(chosen, line, as_json=as_json)


@report_errors
def rules(
    *,
    remove: RuleNumber = None,
    as_json: AsJson = False,
) -> None:
    """List what is never proposed again, as `decline --never` said, or take one of these rules back."""
    if remove is not None:
        gone = send(f"/api/rules/{remove}/remove", {})
        line = f"rule {remove} is taken back: {safe(gone['what'])} may be proposed again"
        reply(gone, line, as_json=as_json)
        return
    found = ask("/api/rules")
    if as_json:
        reply(found, as_json=True)
        return
    table(
        ("No.", "Never", "Since", "Download"),
        [(one["id"], one["what"], ago(one["created_at"]), one["download_id"]) for one in found],
        none="No rules: everything on your list may be proposed.",
        shortened=("Never",),
    )


def decide(number: int, what: str, *, as_json: bool) -> None:
    """Send one decision on one download, and print the result."""
    _decide_each([number], what, {}, as_json=as_json)


def print_choice(found: dict[str, Any]) -> None:
    """Print what a download costs, and its other editions."""
    if found["cost"] is not None:
        typer.echo(f"cost: {in_words(Cost(**found['cost']))}")
    for one in found["editions"] or ():
        size = units.size(one["size_bytes"]) if one.get("size_bytes") else None
        known = [plain(one.get(name)) for name in ("narrators", "file_types") if one.get(name)]
        facts = "; ".join([*known, *([size] if size else [])])
        typer.echo(f"other edition {one.get('torrent_id')}: {safe(one.get('title'))} ({facts})")


def _decide_each(numbers: list[int], what: str, given: dict[str, str], *, as_json: bool) -> None:
    for number in numbers:
        decided = send(f"/api/downloads/{number}/{what}", given)
        lines = [f"download {number} is {named(decided['status'])}"]
        if what == "approve" and decided["waits"]:
            lines.append(f"waiting: {safe(decided['waits'])}")
        elif what == "approve" and decided["starts_at"]:
            lines.append(
                f"it begins in a few seconds; `shelfhook downloads reconsider {number}` takes it back"
            )
        reply(decided, *lines, as_json=as_json)
