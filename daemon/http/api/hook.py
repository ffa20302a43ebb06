"""qBittorrent's hook: its present line, installing, removing and testing it."""

from dataclasses import dataclass
from typing import Literal

from daemon.hook.install import HookInstall, Plan
from daemon.hook.kinds import Kind
from daemon.hook.trial import Trial
from daemon.http.answers import Reply
from daemon.http.api.context import Api


@dataclass(frozen=True, slots=True)
class Lines:
    """Our line of each kind, where nothing else is run."""

    curl: str
    notify: str


By = Literal["line", "qbittorrent"]


async def plan(api: Api, *, kind: Kind | None = None, removal: bool = False) -> Plan:
    """The change that installing or removing the completion hook would make."""
    hook = _asked_again(api)
    return await (hook.removal() if removal else hook.plan(kind))


async def lines(api: Api) -> Lines:
    """The completion hook's lines, to enter by hand."""
    line = api.patient.hook.line
    return Lines(curl=line.alone(Kind.CURL), notify=line.alone(Kind.NOTIFY))


async def install(api: Api, *, kind: Kind | None = None) -> Reply[Plan]:
    """Install the completion hook."""
    done = await _asked_again(api).install(kind)
    api.setup.drafts.hook_installed = True
    return Reply(says="qBittorrent reports finished torrents to shelfhook from now on", body=done)


async def remove(api: Api) -> Reply[Plan]:
    """Remove the completion hook."""
    done = await _asked_again(api).remove()
    api.setup.drafts.hook_installed = False
    return Reply(says="qBittorrent does not call shelfhook any more", body=done)


async def send_test(api: Api, *, by: By = "line") -> Reply[Trial]:
    """Test the completion hook with a nonce."""
    _asked_again(api)
    trial = api.patient.trial
    found = await (trial.by_qbittorrent() if by == "qbittorrent" else trial.by_line())
    return Reply(says=found.said, body=found, refused=not found.passed)


def _asked_again(api: Api) -> HookInstall:
    """The hook, with qBittorrent asked at a person's word: a login that it refused is tried once more."""
    api.parts.dependencies["qbittorrent"].invite()
    return api.patient.hook
