"""The finished torrents that are left alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.events import Limit
from daemon.http.api.operations import Number
from daemon.http.problems import existing
from domain.events import TorrentFinished
from store.left_alone import KnownLeftTorrent
from store.views.paging import Slice


@dataclass(frozen=True, slots=True)
class Checking:
    """The event by which a torrent is checked again."""

    event: int


async def newest(api: Api, *, limit: Limit = 50) -> Sequence[KnownLeftTorrent]:
    """The newest finished torrents that are left alone, with the reason."""
    return (await api.parts.store.views.pages.left_alone(Slice(0, limit))).rows


async def retry(api: Api, number: Number) -> Reply[Checking]:
    """Check again whether a torrent is ours."""
    found = await existing(api.parts.store.left_alone, number, "left-alone torrent")
    event = TorrentFinished(info_hash=found.info_hash)
    stored = await api.parts.store.inbox.add(event, now=api.parts.clock.now())
    return Reply(says=f"{found.name} is checked again", body=Checking(stored.id))
