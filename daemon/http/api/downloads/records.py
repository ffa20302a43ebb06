"""The download records."""

from daemon.http.answers import Reply
from daemon.http.api.changes import UndoneChange, reply_of
from daemon.http.api.context import Api
from daemon.http.api.events import Limit
from daemon.http.api.operations import Number
from daemon.http.problems import existing
from domain.facts import Status
from store.downloads import Download, DownloadSummary


async def newest(api: Api, *, limit: Limit = 50, status: Status | None = None) -> list[DownloadSummary]:
    """The newest downloads, of one status or of all."""
    statuses = () if status is None else (status,)
    return list(await api.parts.store.views.listing.downloads(limit=limit, statuses=statuses))


async def one(api: Api, number: Number) -> Download:
    """A download and its metadata."""
    return await record(api, number)


async def undo(api: Api, number: Number) -> Reply[list[UndoneChange]]:
    """Undo the changes of a download."""
    return reply_of(await api.undo.download(number))


async def record(api: Api, number: int) -> Download:
    """The record with this number.

    Raises:
        NotFoundError: The download does not exist.
    """
    return await existing(api.parts.store.downloads, number, "download")
