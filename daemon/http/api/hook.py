"""qBittorrent's hook: what is configured there, putting it there, taking it out, and testing it."""

from dataclasses import dataclass
from typing import Literal

from daemon.hook.install import Plan
from daemon.hook.kinds import Kind
from daemon.hook.trial import Trial
from daemon.http.api.context import Api


@dataclass(frozen=True, slots=True)
class Lines:
    """Our line of each kind, where nothing else is run."""

    curl: str
    notify: str


By = Literal["line", "qbittorrent"]


async def plan(api: Api, *, kind: Kind | None = None, removal: bool = False) -> Plan:
    """What installing or removing the completion hook would change."""
    hook = api.patient.hook
    return await (hook.removal() if removal else hook.plan(kind))


async def lines(api: Api) -> Lines:
    """The completion hook's lines, to enter by hand."""
    line = api.patient.hook.line
    return Lines(curl=line.alone(Kind.CURL), notify=line.alone(Kind.NOTIFY))


async def install(api: Api, *, kind: Kind | None = None) -> Plan:
    """Install the completion hook."""
    return await api.patient.hook.install(kind)


async def remove(api: Api) -> Plan:
    """Remove the completion hook."""
    return await api.patient.hook.remove()


async def send_test(api: Api, *, by: By = "line") -> Trial:
    """Test the completion hook with a nonce."""
    trial = api.patient.trial
    return await (trial.by_qbittorrent() if by == "qbittorrent" else trial.by_line())
