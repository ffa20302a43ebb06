"""The doctor over HTTP."""

from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.doctor.finding import Fix, Result
from daemon.doctor.mending import mend
from daemon.doctor.patient import Patient
from daemon.http.api import hook
from daemon.http.api.api import answer
from daemon.http.api.inputs import read
from daemon.http.api.operations import operation


class Found(TypedDict):
    """What a probe found, and exactly what to do about it."""

    name: str
    result: Result
    evidence: str
    mend: str | None
    fix: Fix | None


class Mend(TypedDict):
    """What a finding offered."""

    fix: Fix


def routes(patient: Patient) -> list[web.RouteDef]:
    """``POST /api/doctor``, which asks every service, ``POST /api/doctor/mend``, and the hook's routes."""

    @operation("Look at everything that can be wrong, and ask every service", list[Found])
    async def look(_request: web.Request) -> web.Response:
        from daemon.doctor.examine import examine

        return answer([asdict(finding) for finding in await examine(patient)])

    @operation(
        "Mend what a finding offered to",
        Mend,
        body=Mend,
        problems={HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY},
    )
    async def mend_one(request: web.Request) -> web.Response:
        fix = (await read(request, Mend))["fix"]
        await mend(patient, fix)
        return answer({"fix": fix})

    return [
        web.post("/api/doctor", look),
        web.post("/api/doctor/mend", mend_one),
        *hook.routes(patient.hook, patient.trial),
    ]
