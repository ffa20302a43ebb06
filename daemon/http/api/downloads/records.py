"""The download records."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from daemon.http.answers import Reply, widened
from daemon.http.api.changes import UndoneChange, reply_of
from daemon.http.api.context import Api
from daemon.http.api.downloads.candidates import Candidate, candidates_of
from daemon.http.api.downloads.costs import cost_of
from daemon.http.api.events import Limit
from daemon.http.api.operations import Number
from daemon.http.api.transfers import Transfer
from daemon.http.problems import ConflictError, existing
from daemon.words.units import count
from domain.corrections import Correction
from domain.costs import Cost
from domain.facts import Status
from domain.harmless import harmless
from store.corrections import NotedCorrection
from store.downloads import Download, DownloadSummary

_TO_DECIDE: Final = frozenset({Status.PROPOSED, Status.APPROVED, Status.REFUSED, Status.REJECTED})

_LONGEST_TITLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDownload(Download):
    """A download, what MyAnonamouse corrected in its record, the newest first, and what it costs while that can be decided."""

    candidates: Sequence[Candidate] | None
    corrections: Sequence[NotedCorrection]
    cost: Cost | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshedDownload:
    """What came of reading a record from MyAnonamouse again; a torrent that is gone from MyAnonamouse keeps its record."""

    download: int
    gone: bool
    corrections: Sequence[Correction]


async def newest(api: Api, *, limit: Limit = 50, status: Status | None = None) -> list[DownloadSummary]:
    """The newest downloads, of one status or of all."""
    statuses = () if status is None else (status,)
    return list(await api.parts.store.views.listing.downloads(limit=limit, statuses=statuses))


async def transfers(api: Api) -> list[Transfer]:
    """How far the downloads in qBittorrent are; empty while it does not answer."""
    return list((await api.transfers()).values())


async def one(api: Api, number: Number) -> WholeDownload:
    """A download, its metadata, and what MyAnonamouse corrected in it."""
    found = await record(api, number)
    corrections = await api.parts.store.corrections.of_download(number)
    cost = cost_of(api, found.recording) if found.status in _TO_DECIDE else None
    candidates = (await candidates_of(api.parts.store, [found])).get(number)
    return widened(WholeDownload, found, candidates=candidates, corrections=corrections, cost=cost)


async def refresh(api: Api, number: Number) -> Reply[RefreshedDownload]:
    """Read a download's record from MyAnonamouse again, and apply what changed; the day's budget does not count."""
    found = await record(api, number)
    if found.mam_id is None and found.info_hash is None:
        raise ConflictError(f"download {number} has neither a MyAnonamouse id nor a torrent to look up")
    done = await api.refresh_record(found)
    if done.gone:
        says = f"MyAnonamouse does not have the torrent of download {number} any more; its record stays"
    else:
        says = f"{called(found)} is read again: {count(len(done.corrections), 'correction', 'corrections')}"
    return Reply(
        says=says, body=RefreshedDownload(download=number, gone=done.gone, corrections=done.corrections)
    )


async def undo(api: Api, number: Number) -> Reply[list[UndoneChange]]:
    """Undo the changes of a download."""
    await record(api, number)
    return await reply_of(api, await api.undo.download(number))


def called(download: Download) -> str:
    """A download in a sentence for the page: by its title, else by its number."""
    title = harmless(download.title or "", longest=_LONGEST_TITLE).strip()
    return f"“{title}”" if title else f"download {download.id}"


async def record(api: Api, number: int) -> Download:
    """The record with this number.

    Raises:
        NotFoundError: The download does not exist.
    """
    return await existing(api.parts.store.downloads, number, "download")
