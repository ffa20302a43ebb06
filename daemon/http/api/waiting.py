"""What needs a person, each with its reason and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from daemon.parts import Parts
from daemon.standing import ServiceStanding, Standing
from domain.facts import Status
from store.downloads import Download
from store.queue.records import EventRecord
from store.views.waiting import Asking

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An event that failed for good, and the download that it is about; None without one."""

    event: EventRecord
    download: Download | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForPerson:
    """The newest few of each kind, and how many there are in all."""

    refusing: Sequence[ServiceStanding]
    undecided: Sequence[Download]
    asking: Sequence[Asking]
    proposed: Sequence[Download]
    given_up: Sequence[GivenUp]
    total: int


async def waiting_for_a_person(parts: Parts, how: Standing) -> WaitingForPerson:
    """What needs a person now."""
    views = parts.store.views
    return WaitingForPerson(
        refusing=how.refusing,
        undecided=await views.listing.downloads(limit=_SHOWN, statuses=[Status.NEEDS_PERSON]),
        asking=how.in_store.asking[:_SHOWN],
        proposed=await views.listing.downloads(limit=_SHOWN, statuses=[Status.PROPOSED]),
        given_up=[
            GivenUp(one, await _subject(parts, one)) for one in await views.activity.given_up(limit=_SHOWN)
        ],
        total=how.waiting,
    )


async def _subject(parts: Parts, event: EventRecord) -> Download | None:
    downloads = parts.store.downloads
    if event.kind == "torrent.finished":
        return await downloads.by_info_hash(event.about)
    if event.kind == "download.approved":
        return await downloads.by_id(int(event.about))
    return None
