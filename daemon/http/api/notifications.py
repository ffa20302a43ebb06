"""Whether messages arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import ConflictError
from daemon.words.units import count
from domain.notices import Message, NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    """The notified services, the kinds, and the state; `waiting` is how many notices are still to be sent."""

    services: int
    kinds: Sequence[NoticeKind]
    waiting: int
    last_told: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """That a message was taken."""

    sent: bool
    services: int


async def state(api: Api) -> Notifying:
    """Where notifications go, and whether they arrive."""
    notices, settings = api.parts.store.notices, api.parts.settings
    return Notifying(
        services=len(settings.notify_urls),
        kinds=list(settings.notify_kinds) if api.notifier else [],
        waiting=await notices.waiting(),
        last_told=await notices.last_sent(),
        last_error=api.notifier.last_error if api.notifier else None,
    )


async def send_test(api: Api) -> Reply[Sent]:
    """Send a test notification."""
    if api.notifier is None:
        raise ConflictError("notifications are off: set NOTIFY_URLS")
    text = f"This is a test message.\n\n{api.notifier.page()}/"
    await api.notifier.send(Message("shelfhook: a test", text))
    services = len(api.parts.settings.notify_urls)
    return Reply(
        says=f"a test notification is sent to {count(services, 'service', 'services')}",
        body=Sent(sent=True, services=services),
    )
