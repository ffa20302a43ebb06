"""The switch that stops all acquiring."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from domain.retry import Wait

Mode = Literal["off", "propose", "auto"]


@dataclass(frozen=True, slots=True)
class Acquiring:
    """Whether anything may be acquired: `closed` is why not."""

    mode: Mode
    closed: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason, for later readers."""

    reason: Annotated[str, Field(max_length=500)] = ""


async def state(api: Api) -> Acquiring:
    """Whether searching and downloading are on, paused or off."""
    gate = api.acquisition.gate
    return Acquiring(gate.mode, await gate.closed_for_adding())


async def pause(api: Api, body: Reason) -> Reply[Acquiring]:
    """Pause searching and downloading."""
    await api.acquisition.gate.pause((body.reason.strip() or "you paused them")[:200])
    return await _switched(api)


async def resume(api: Api) -> Reply[Acquiring]:
    """Resume searching and downloading."""
    await api.acquisition.gate.resume()
    await api.parts.store.waits.wake(wait=Wait.PAUSE.value, now=api.parts.clock.now())
    return await _switched(api)


async def _switched(api: Api) -> Reply[Acquiring]:
    now = await state(api)
    return Reply(says=now.closed or "search and download go on", body=now)
