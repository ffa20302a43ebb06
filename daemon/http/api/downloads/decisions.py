"""A person's word on a download that needs one: join it to its item, take it up again, or leave it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.downloads.records import called, record
from daemon.http.api.operations import Number
from daemon.http.problems import ConflictError, UnconfirmedError
from daemon.words.wording import named
from domain.contradicting import contradiction
from domain.errors import BadInputError
from domain.facts import ProofKind, ReasonKind, Status
from domain.harmless import harmless
from handlers.matching.find_item import LINKED
from store.decisions import Decisions, may_be_linked
from store.downloads import Download
from store.proposal_decisions import NEW_TO_APPROVAL


@dataclass(frozen=True, slots=True)
class Taken:
    """A download after it was retried or dismissed."""

    download: int
    status: Status


@dataclass(frozen=True, slots=True)
class Linked:
    """A download and the library item it was joined to; `warning` is what speaks against it."""

    download: int
    item: str
    title: str | None
    path: str
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The library item, and whether it is `confirmed` although something speaks against it."""

    item: Annotated[str, Field(min_length=1, max_length=500)]
    confirmed: bool = False


async def retry(api: Api, number: Number) -> Reply[Taken]:
    """Retry a download's next step now."""
    download = await record(api, number)
    if not await _decisions(api).retry_download(download, now=api.parts.clock.now()):
        raise ConflictError(
            f"download {number} is {named(download.status)}: there is nothing to retry; approve it instead"
        )
    taken = await _taken(api, number)
    return Reply(says=f"{called(download)} is checked again", body=taken.body)


async def dismiss(api: Api, number: Number) -> Reply[Taken]:
    """Dismiss a download that waits."""
    done = await _decisions(api).dismiss_download(number, now=api.parts.clock.now())
    if not done:
        download = await record(api, number)
        raise ConflictError(f"download {number} is {named(download.status)}: it does not need you")
    return await _taken(api, number)


async def _taken(api: Api, number: int) -> Reply[Taken]:
    taken = await record(api, number)
    return Reply(says=f"{called(taken)} is {named(taken.status)}", body=Taken(number, taken.status))


async def link(api: Api, number: Number, body: Joined) -> Reply[Linked]:
    """Link a finished download to its library item; one that seems to be another book is refused until that is confirmed."""
    download = await record(api, number)
    book = await api.parts.store.books.by_id(body.item.strip())
    if book is None or book.is_missing:
        raise BadInputError(
            "item",
            f"there is no library item '{body.item}'; its id is the last part of its page's address",
        )
    if (refused := why_not_linked(download)) is not None:
        raise ConflictError(refused)
    warning = contradiction(download.recording, book.as_recording(), item_seconds=book.duration_seconds)
    if warning is not None and not body.confirmed:
        raise UnconfirmedError(f"{book.title or book.path} seems to be another book: {warning}", warning)
    await api.parts.store.downloads.update(
        number,
        item_id=book.item_id,
        item_found_by=LINKED,
        proof_kind=ProofKind.PERSON,
        candidates=None,
        status=Status.FINISHED.value,
        reason=None,
    )
    await _decisions(api).retry_download(download, now=api.parts.clock.now())
    seems = "" if warning is None else f"; it seems to be another book: {warning}"
    return Reply(
        says=f"{called(download)} is linked to {book.title}; its metadata will be written{seems}",
        body=Linked(number, book.item_id, book.title, book.path, warning),
    )


def why_not_linked(download: Download) -> str | None:
    """Why it cannot be linked to a library item, and what to do first; None where it can."""
    if may_be_linked(download):
        return None
    state = "has no torrent" if download.info_hash is None else f"is {named(download.status)}"
    if download.status in NEW_TO_APPROVAL:
        first = "approve it first"
    else:
        first = "wait until qBittorrent has finished it"
    return f"only a finished download can be linked to a library item, and download {download.id} {state}: {first}"


async def unlink(api: Api, number: Number) -> Reply[Taken]:
    """Take a person's link back, with what was written for the download; then it needs you again."""
    download = await record(api, number)
    if download.proof_kind is not ProofKind.PERSON:
        how = download.item_found_by or "it has no item"
        raise ConflictError(f"download {number} was not linked by you: {harmless(how)}")
    await api.undo.download(number)
    await api.parts.store.downloads.update(
        number,
        item_id=None,
        item_found_by=None,
        proof_kind=None,
        duration_check=None,
        duration_verdict=None,
        applied_at=None,
        status=Status.NEEDS_PERSON.value,
        reason="you took the link back: choose the item that it is",
        reason_kind=ReasonKind.UNDECIDED,
    )
    return await _taken(api, number)


def _decisions(api: Api) -> Decisions:
    return api.parts.store.decisions
