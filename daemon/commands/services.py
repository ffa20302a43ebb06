"""``shelfhook retry``: one more try with what a service refused."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from daemon.commands.at_once import at_once
from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson, reply, safe

_SECONDS: Final = 180
"""MAM's pace, behind other requests."""


class Service(StrEnum):
    """The services, as they are typed."""

    MAM = "mam"
    AUDIOBOOKSHELF = "audiobookshelf"
    QBITTORRENT = "qbittorrent"
    GOOGLE_BOOKS = "google-books"


@report_errors
def retry(
    service: Annotated[Service, typer.Argument(help="The service to ask.")], *, as_json: AsJson = False
) -> None:
    """Ask a service once more with the key, session or login that it refused. Ends with 1 when it refuses again."""
    path = f"/api/checks/{service.replace('-', '_')}"
    found = at_once(lambda desk: desk.send(path, seconds=_SECONDS), command=f"retry {service}")
    reply(found, *(safe(found[name]) for name in ("said", "mend") if found[name]), as_json=as_json)
    if not found["ok"]:
        raise typer.Exit(1)
