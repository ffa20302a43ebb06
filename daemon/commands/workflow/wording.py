"""The lines of the phases' steps."""

from typing import Any

from daemon.commands.workflow.following import View
from daemon.wording import named
from domain.facts import Status


def search(found: View) -> str:
    """What a search came to."""
    if found["error"] is not None:
        return f"failed: {found['error']}"
    told = f"{found['found']} found, {found['proved']} proved"
    if found["proved"] or not found["nearest"]:
        return told
    nearest = found["nearest"][0]
    return f"{told}; nearest: “{nearest['title']}”: {nearest['why']}"


def known(match: View) -> str:
    """How much is known of a recording."""
    told = f"{len(match['known'])} of {len(match['known']) + len(match['missing'])} known"
    return f"{told}; missing: {', '.join(match['missing'])}" if match["missing"] else told


def record(one: View) -> str:
    """Where a download record stands, and what it waits for."""
    status = named(one["status"])
    told = status if one["download"] is None else f"download {one['download']}, {status}"
    if one["reason"]:
        told += f": {one['reason']}"
    if one["status"] == Status.PROPOSED:
        told += f"; approve it with `shelfhook downloads approve {one['download']}`"
    return f"{told} ({known(one)})"


def left_out(left: dict[str, Any]) -> str:
    """Why a proved book has no new record."""
    return f"skipped: {left['reason']}"
