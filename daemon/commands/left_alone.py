"""The finished torrents that are no downloads of ours, and another check of one."""

from typing import Annotated

import typer

from daemon.commands.arguments import LeftNumber
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.moments import ago
from daemon.commands.tables import AsJson, reply, table


@report_errors
def left_alone(
    *,
    retry: LeftNumber = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the finished torrents that are left alone, with the reason, or check one of them again."""
    if retry is not None:
        _check_again(retry, as_json=as_json)
        return
    found = ask(f"/api/left-alone?limit={limit}")
    if as_json:
        reply(found, as_json=True)
        return
    table(
        ("No.", "Torrent", "Category", "Noted", "Why"),
        [(one["id"], one["name"], one["category"], ago(one["noted_at"]), one["reason"]) for one in found],
        none="No finished torrent is left alone.",
        shortened=("Torrent", "Category", "Why"),
        wide=("Category",),
    )


def _check_again(number: int, *, as_json: bool) -> None:
    checking = send(f"/api/left-alone/{number}/retry", {})
    result = f"`shelfhook events show {checking['event']}` shows the result"
    reply(checking, f"torrent {number} is checked again; {result}", as_json=as_json)
