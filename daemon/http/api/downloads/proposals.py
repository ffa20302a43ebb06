"""A person's decision on a proposal: approve or decline it, and take the decision back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.downloads.records import called, record
from daemon.http.api.operations import Number
from daemon.http.problems import ConflictError
from daemon.words.units import count
from daemon.words.wording import RULES, named
from domain.errors import BadInputError
from domain.facts import Status
from domain.rules import RuleKind, never
from store.downloads import Download
from store.proposal_decisions import GRACE

_MOST: Final = 1000
_DECLINED: Final = "declined by you"


@dataclass(frozen=True, slots=True)
class Decided:
    """A download after a decision on its proposal.

    `waits` is the reason why it is not added yet. Until `starts_at` an approval has no effect and can be taken back.
    """

    download: int
    status: Status
    waits: str | None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """What is not to be proposed again besides: any edition of the book, its series, or its author."""

    never: RuleKind | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One of a proposal's other editions, by its torrent's id at MAM."""

    mam_id: Number


@dataclass(frozen=True, slots=True)
class Chosen:
    """A proposal and the edition that it is now."""

    download: int
    mam_id: int
    title: str | None


@dataclass(frozen=True, slots=True)
class Several:
    """One decision on several proposals."""

    decision: Literal["approve", "reject", "reconsider"]
    numbers: Annotated[list[Number], Field(max_length=_MOST)]


@dataclass(frozen=True, slots=True)
class Refused:
    """A download on which the decision had no effect, and why."""

    download: int
    why: str


@dataclass(frozen=True, slots=True)
class DecidedSeveral:
    """The downloads after the decision, and those on which it came too late."""

    decided: Sequence[Decided]
    refused: Sequence[Refused]


async def approve(api: Api, number: Number) -> Reply[Decided]:
    """Approve a proposed download; it begins some seconds later, so that this can be taken back."""
    now = api.parts.clock.now()
    changed = await api.acquisition.proposals.approve(number, now=now)
    found = await _decided(api, number, changed=changed)
    new = found.decided_at == now
    waits = await api.acquisition.gate.closed_for_adding()
    decided = Decided(number, found.status, waits, now + GRACE if new else None)
    when = f"waiting: {waits}" if waits else f"it is added in {GRACE.seconds} s" if new else "it is added now"
    return Reply(says=f"{called(found)} is {named(decided.status)}; {when}", body=decided)


async def reject(api: Api, number: Number, body: Declined) -> Reply[Decided]:
    """Decline a proposed download, and with `never` anything like it from now on."""
    before = await record(api, number)
    if body.never is not None and never(body.never, before.recording) is None:
        raise ConflictError(f"download {number} has no {body.never} that MyAnonamouse names")
    reason = _DECLINED if body.never is None else f"{_DECLINED}; {RULES[body.never]} is not proposed again"
    changed = await api.acquisition.proposals.reject(
        number, reason=reason, now=api.parts.clock.now(), never=body.never
    )
    found = await _decided(api, number, changed=changed)
    rule = "" if body.never is None else f"; {RULES[body.never]} is not proposed again"
    return Reply(
        says=f"{called(found)} is {named(found.status)}{rule}",
        body=Decided(number, found.status, await api.acquisition.gate.closed_for_adding()),
    )


async def reconsider(api: Api, number: Number) -> Reply[Decided]:
    """Take the decision on a proposal back, with the rule that came with it."""
    changed = await api.acquisition.proposals.reconsider(number)
    found = await record(api, number)
    if not changed:
        raise ConflictError(_too_late(found))
    return Reply(
        says=f"{called(found)} is {named(found.status)} again", body=Decided(number, found.status, None)
    )


async def take_edition(api: Api, number: Number, body: Edition) -> Reply[Chosen]:
    """Propose another of a proposal's editions in its place; MyAnonamouse is asked for all that it says of it."""
    found = await record(api, number)
    others = [one.get("torrent_id") for one in found.editions or ()]
    if found.status is not Status.PROPOSED or body.mam_id not in others:
        known = ", ".join(map(str, others)) or "no other edition"
        raise ConflictError(f"download {number} is {named(found.status)}, and has to choose from: {known}")
    recording = await api.acquisition.propose.mam.by_id(body.mam_id)
    if recording is None:
        raise ConflictError(f"MyAnonamouse no longer has torrent {body.mam_id}")
    if not await api.acquisition.proposals.take_edition(number, recording):
        raise ConflictError(f"download {number} was decided on meanwhile")
    return Reply(
        says=f"{called(found)} is now the edition with the number {body.mam_id} at MyAnonamouse",
        body=Chosen(number, body.mam_id, recording.title),
    )


async def several(api: Api, body: Several) -> Reply[DecidedSeveral]:
    """Approve or decline several proposals, or take those decisions back."""
    if not body.numbers:
        raise BadInputError("numbers", "is empty: select at least one proposal")
    decide: dict[str, Any] = {
        "approve": lambda number: approve(api, number),
        "reject": lambda number: reject(api, number, Declined()),
        "reconsider": lambda number: reconsider(api, number),
    }
    decided, refused = [], []
    for number in body.numbers:
        try:
            decided.append((await decide[body.decision](number)).body)
        except ConflictError as error:
            refused.append(Refused(number, str(error)))
    done = {"approve": "approved", "reject": "declined", "reconsider": "proposed again"}[body.decision]
    late = "".join(f"; {one.why}" for one in refused)
    says = f"{count(len(decided), 'download is', 'downloads are')} {done}{late}"
    return Reply(says=says, body=DecidedSeveral(decided, refused), refused=bool(refused))


async def _decided(api: Api, number: int, *, changed: bool) -> Download:
    found = await record(api, number)
    if not changed:
        raise ConflictError(
            f"download {number} is {named(found.status)}: only a proposal can be approved or declined"
        )
    return found


def _too_late(found: Download) -> str:
    said = f"download {found.id} is {named(found.status)}"
    if found.status in {Status.ADDING, Status.QUEUED}:
        return f"{said}: that cannot be taken back here; remove the torrent in qBittorrent"
    if found.decided_at is not None:
        return f"{said}: that cannot be taken back; its changes can be undone"
    return f"{said}: there is no decision to take back"
