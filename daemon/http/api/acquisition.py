"""Wishing for a book, deciding on proposals, and the switch that stops it all."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from aiohttp import web
from pydantic import Field

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.answers import LeftOut, Record
from daemon.http.api.api import answer
from daemon.http.api.inputs import read
from daemon.http.api.operations import NOTHING, operation
from daemon.http.api.problems import problem
from daemon.http.api.wishes import Wish, mam_id, query_of
from daemon.http.pages.wording import named
from daemon.parts import Acquisition, Parts
from domain.completeness import completeness
from domain.errors import NeedsPersonError
from domain.facts import Status
from domain.retry import Wait
from handlers.acquiring.propose import Findings
from store.downloads import Download
from store.queue.claims import Claims

_ASKED: Final = "a person"
_SHOWN: Final = 3


class FoundRecord(Record):
    """The record that a wish got, or that was there already, and what was found beside it."""

    created: bool
    found: int
    proved: int
    left_out: list[LeftOut]


class Decided(TypedDict):
    """A download after a decision; `waits` is what still keeps it from being added."""

    download: int
    status: Status
    waits: str | None


class Acquiring(TypedDict):
    """Whether anything may be acquired: `closed` is why not."""

    mode: Literal["off", "propose", "auto"]
    closed: str | None


class Reason(TypedDict, total=False):
    """Why, for those who look later."""

    reason: Annotated[str, Field(max_length=500)]


_DECIDED: Final = {HTTPStatus.OK: Decided, HTTPStatus.SEE_OTHER: NOTHING}
_SWITCHED: Final = {HTTPStatus.OK: Acquiring, HTTPStatus.SEE_OTHER: NOTHING}


def routes(parts: Parts, acquisition: Acquisition, claims: Claims) -> list[web.RouteDef]:
    """``POST /api/downloads``, ``/api/downloads/{number}/approve`` and ``reject``, and ``/api/acquisition``."""
    desk = _Desk(parts, acquisition, claims)
    number = r"/api/downloads/{number:\d{1,15}}"
    return [
        web.post("/api/downloads", desk.add),
        web.post(f"{number}/approve", desk.approve),
        web.post(f"{number}/reject", desk.reject),
        web.get("/api/acquisition", desk.state),
        web.post("/api/acquisition/pause", desk.pause),
        web.post("/api/acquisition/resume", desk.resume),
    ]


class _Desk:
    """The handlers on one daemon's parts."""

    def __init__(self, parts: Parts, acquisition: Acquisition, claims: Claims) -> None:
        self._parts = parts
        self._acquisition = acquisition
        self._claims = claims

    @operation(
        "Wish for a book: the best recording that is proved to be it gets a record",
        {HTTPStatus.CREATED: FoundRecord, HTTPStatus.OK: FoundRecord},
        body=Wish,
        problems={HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY},
    )
    async def add(self, request: web.Request) -> web.StreamResponse:
        fields = await read(request, Wish)
        gate = self._acquisition.gate
        if (closed := await gate.closed()) is not None:
            return problem(HTTPStatus.CONFLICT, closed)
        try:
            findings = await self._propose(fields)
        except NeedsPersonError:
            await gate.pause_if_blocked()
            raise
        if (closed := await gate.closed()) is not None and not findings.created:
            return problem(HTTPStatus.CONFLICT, closed)
        return _found(findings)

    async def _propose(self, fields: Mapping[str, Any]) -> Findings:
        propose = self._acquisition.propose
        if fields.get("mam"):
            return await propose.by_mam_id(mam_id(fields["mam"]), found_by=_ASKED)
        return await propose(query_of(fields), found_by=_ASKED)

    @operation("Approve a proposed download", _DECIDED, problems={HTTPStatus.CONFLICT})
    async def approve(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        changed = await self._acquisition.proposals.approve(number, now=self._parts.clock.now())
        return await self._decided(number, changed=changed)

    @operation("Reject a proposed download", _DECIDED, problems={HTTPStatus.CONFLICT})
    async def reject(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        changed = await self._acquisition.proposals.reject(number, reason="declined by a person")
        return await self._decided(number, changed=changed)

    async def _decided(self, number: int, *, changed: bool) -> web.StreamResponse:
        download = await self._parts.downloads.by_id(number)
        if download is None:
            raise web.HTTPNotFound
        if not changed:
            return problem(
                HTTPStatus.CONFLICT, f"download {number} is {named(download.status)}: it is too late for that"
            )
        waits = await self._acquisition.gate.closed_for_adding()
        return answer({"download": number, "status": download.status, "waits": waits})

    @operation("Whether anything may be acquired", Acquiring)
    async def state(self, _request: web.Request) -> web.StreamResponse:
        return answer(await self._state())

    @operation("Let nothing more be acquired", _SWITCHED, body=Reason)
    async def pause(self, request: web.Request) -> web.StreamResponse:
        reason = (await read(request, Reason)).get("reason", "").strip() or "a person paused it"
        await self._acquisition.gate.pause(reason[:200])
        return answer(await self._state())

    @operation("Let things be acquired again", _SWITCHED)
    async def resume(self, _request: web.Request) -> web.StreamResponse:
        await self._acquisition.gate.resume()
        await self._claims.wake(wait=Wait.PAUSE.value, now=self._parts.clock.now())
        return answer(await self._state())

    async def _state(self) -> dict[str, Any]:
        gate = self._acquisition.gate
        return {"mode": gate.mode, "closed": await gate.closed_for_adding()}


def _found(findings: Findings) -> web.Response:
    existing = next((left.download for left in findings.left_out if left.download is not None), None)
    download = findings.created[0] if findings.created else existing
    if download is not None:
        status = HTTPStatus.CREATED if findings.created else HTTPStatus.OK
        body = {"created": bool(findings.created), **record_view(download), **_counts(findings)}
        return answer(body, status=status)
    if findings.left_out:
        return problem(HTTPStatus.CONFLICT, f"it is there already: {findings.left_out[0].reason}")
    return problem(HTTPStatus.NOT_FOUND, _nothing(findings))


def record_view(download: Download) -> dict[str, Any]:
    """A record for the one who asked for it: what was chosen, why, and how much is known of it."""
    complete = completeness(download.recording)
    return {
        "download": download.id,
        "status": download.status,
        "reason": download.reason,
        "title": download.title,
        "author": download.author,
        "series": download.series,
        "mam_id": download.mam_id,
        "chosen_because": download.chosen_because,
        "known": complete.known,
        "missing": complete.missing,
    }


def _counts(findings: Findings) -> dict[str, Any]:
    left_out = [{"title": left.title, "reason": left.reason} for left in findings.left_out]
    return {"found": findings.found, "proved": findings.proved, "left_out": left_out}


def _nothing(findings: Findings) -> str:
    if not findings.found:
        return "MAM shows nothing for it"
    near = [
        f"“{one.title}” by {one.author or 'nobody named'} (MAM {one.torrent_id}): {why}"
        for one, why in findings.unproved[:_SHOWN]
    ]
    told = f"; nearest: {' '.join(near)}" if near else ""
    return f"MAM shows {findings.found} recordings, and none is proved to be it{told}"
