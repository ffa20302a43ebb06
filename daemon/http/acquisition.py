"""Wishing for a book, deciding on proposals, and the switch that stops it all."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from pydantic import ValidationError

from daemon.acquisition import Acquisition
from daemon.http.api import answer
from daemon.http.forms import fields_of
from daemon.http.problems import problem
from daemon.parts import Parts
from domain.completeness import completeness
from domain.errors import BadInputError, NeedsPersonError
from domain.retry import Wait
from domain.search_queries import BookQuery
from handlers.steps.choosing import Findings
from store.claims import Claims
from store.downloads import Download

_MAM: Final = re.compile(r"\s*(?:https?://(?:www\.)?myanonamouse\.net/t/)?([1-9][0-9]{0,8})(?:[/?#].*)?\s*")
_ASKED: Final = "a person"
_SHOWN: Final = 3


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

    async def add(self, request: web.Request) -> web.StreamResponse:
        fields = await fields_of(request)
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

    async def approve(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        changed = await self._acquisition.proposals.approve(number, now=self._parts.clock.now())
        return await self._decided(request, number, changed=changed)

    async def reject(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        changed = await self._acquisition.proposals.reject(number, reason="declined by a person")
        return await self._decided(request, number, changed=changed)

    async def _decided(self, request: web.Request, number: int, *, changed: bool) -> web.StreamResponse:
        download = await self._parts.downloads.by_id(number)
        if download is None:
            raise web.HTTPNotFound
        if not changed:
            return problem(
                HTTPStatus.CONFLICT, f"download {number} is {download.status}: it is too late for that"
            )
        waits = await self._acquisition.gate.closed_for_adding()
        return _told(request, {"download": number, "status": download.status, "waits": waits})

    async def state(self, _request: web.Request) -> web.StreamResponse:
        return answer(await self._state())

    async def pause(self, request: web.Request) -> web.StreamResponse:
        reason = str((await fields_of(request)).get("reason") or "a person paused it").strip()
        await self._acquisition.gate.pause(reason[:200])
        return _told(request, await self._state())

    async def resume(self, request: web.Request) -> web.StreamResponse:
        await self._acquisition.gate.resume()
        await self._claims.wake(wait=Wait.PAUSE.value, now=self._parts.clock.now())
        return _told(request, await self._state())

    async def _state(self) -> dict[str, Any]:
        gate = self._acquisition.gate
        return {"mode": gate.mode, "closed": await gate.closed_for_adding()}


def mam_id(given: Any) -> int:
    """The id in what a person gave: the id itself, or the address of the torrent's page.

    Raises:
        BadInputError: It is neither.
    """
    found = _MAM.fullmatch(str(given))
    if found is None:
        raise BadInputError(
            "mam", "must be a torrent's id, or its page's address like https://www.myanonamouse.net/t/1234"
        )
    return int(found[1])


def query_of(fields: Mapping[str, Any]) -> BookQuery:
    """The query for one book.

    Raises:
        BadInputError: Something is missing or wrong.
    """
    given = {name: fields[name] for name in ("author", "title", "series", "narrator") if fields.get(name)}
    if fields.get("number"):
        given["numbers"] = fields["number"]
    if "author" not in given:
        raise BadInputError("author", "is missing: without one no find can be proved")
    try:
        return BookQuery.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "title"
        wrong = "number" if name == "numbers" else name
        raise BadInputError(wrong, first["msg"].removeprefix("Value error, ")) from error


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


def _told(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    """The answer to a program; a person at the page is shown the page again."""
    if "text/html" not in request.headers.get("Accept", ""):
        return answer(body)
    # The page may have been asked for with the token in its address: keep it.
    page = str(request.rel_url.with_path("/", keep_query=True))
    return web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": page})
