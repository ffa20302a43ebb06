"""The lines of the phases' steps."""

from functools import partial
from typing import Any, Final

from daemon.commands.workflow.following import View
from daemon.words.wording import named
from domain.counted import counted
from domain.facts import Status

searches: Final = partial(counted, one="search", many="searches")
recordings: Final = partial(counted, one="recording", many="recordings")
matches: Final = partial(counted, one="match", many="matches")
records: Final = partial(counted, one="record", many="records")
books: Final = partial(counted, one="book", many="books")


def search(found: View) -> str:
    """The result of a search."""
    if found["error"] is not None:
        return f"failed: {found['error']}"
    text = f"{found['found']} found, {found['proved']} proved"
    if found["proved"] or not found["nearest"]:
        return text
    nearest = found["nearest"][0]
    return f"{text}; nearest: “{nearest['title']}”: {nearest['why']}"


def known(match: View) -> str:
    """How much is known of a recording."""
    text = f"{len(match['known'])} of {len(match['known']) + len(match['missing'])} known"
    return f"{text}; missing: {', '.join(match['missing'])}" if match["missing"] else text


def record(one: View) -> str:
    """The state of a download record, and what it waits for."""
    status = named(one["status"])
    text = status if one["download"] is None else f"download {one['download']}, {status}"
    if one["reason"]:
        text += f": {one['reason']}"
    if one["status"] == Status.PROPOSED:
        text += f"; approve it with `shelfhook downloads approve {one['download']}`"
    return f"{text} ({known(one)})"


def left_out(left: dict[str, Any]) -> str:
    """Why a proved book has no new record."""
    return f"skipped: {left['reason']}"


def why(run: View) -> str:
    """Why a run ended, behind its result."""
    return f" ({run['reason']})" if run["reason"] else ""
