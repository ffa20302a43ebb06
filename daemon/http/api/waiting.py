"""What waits for a person, each with its reason and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from daemon.parts import Parts
from domain.facts import Status
from store.downloads import Download
from store.queue.records import EventRecord
from store.views.activity import Activity
from store.views.listing import Listing

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An event that was given up, and the download that it is about; None where it is about none."""

    event: EventRecord
    download: Download | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForPerson:
    """The newest few of each kind, and how many there are in all."""

    undecided: Sequence[Download]
    proposed: Sequence[Download]
    given_up: Sequence[GivenUp]
    total: int


async def waiting_for_a_person(
    parts: Parts, listing: Listing, activity: Activity, counts: Mapping[Status, int]
) -> WaitingForPerson:
    """What waits now."""
    undecided = await listing.downloads(limit=_SHOWN, statuses=[Status.NEEDS_PERSON])
    proposed = await listing.downloads(limit=_SHOWN, statuses=[Status.PROPOSED])
    events = await activity.given_up(limit=_SHOWN)
    given_up = [GivenUp(one, await _subject(parts, one)) for one in events]
    shown = [one for one in given_up if one.download is None or one.download not in undecided]
    buried = (await parts.store.inbox.depth()).buried if events else 0
    given_up_in_all = buried - (len(given_up) - len(shown))
    return WaitingForPerson(
        undecided=undecided,
        proposed=proposed,
        given_up=shown,
        total=counts.get(Status.NEEDS_PERSON, 0) + counts.get(Status.PROPOSED, 0) + given_up_in_all,
    )


async def _subject(parts: Parts, event: EventRecord) -> Download | None:
    downloads = parts.store.downloads
    if event.kind == "torrent.finished":
        return await downloads.by_info_hash(event.about)
    if event.kind == "download.approved":
        return await downloads.by_id(int(event.about))
    return None
