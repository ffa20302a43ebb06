"""Sends notifications, once a minute at most."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from clients.apprise import Services
from daemon.edges.notifying.noticing import Conditions
from daemon.edges.stepping import for_ever
from daemon.parts import Parts
from domain.clock import Clock
from domain.errors import UnavailableError
from domain.notices import Message, Notice, NoticeKind, message
from domain.retry import Policy
from store.notices import Notices

EVERY: Final = timedelta(minutes=1)

_OUTAGE: Final = Policy((60, 120, 300, 900, 3600))
"""A service of notifications that is away for long is asked once an hour, with all that came meanwhile."""

_log: Final = structlog.get_logger("shelfhook.notifications")


@dataclass(slots=True, kw_only=True)
class Notifier:
    """Stores new conditions, and sends all of them in one message.

    A stored notice is delayed by a crash, not lost. It is marked as sent once a service accepted it: only
    a crash between the two sends it twice.

    Args:
        notices: The stored notices.
        conditions: Reads the present conditions.
        send: Sends one message, or raises UnavailableError.
        kinds: The kinds that are notified.
        page: The address of the daemon's page.
        leads: Whether this daemon sends the notifications.
        clock: The time.
    """

    notices: Notices
    conditions: Callable[[datetime], Awaitable[list[Notice]]]
    send: Callable[[Message], Awaitable[None]]
    kinds: Collection[NoticeKind]
    page: Callable[[], str]
    leads: Callable[[], bool]
    clock: Clock
    last_error: str | None = None
    _failures: int = 0
    _not_before: datetime | None = field(default=None, init=False)

    async def run(self) -> None:
        """Run for ever."""
        await for_ever(self.step, lambda: EVERY, self.clock)

    async def step(self) -> None:
        """Store new conditions, and send what was not sent yet."""
        if not self.leads():
            return
        now = self.clock.now()
        await self.notices.keep(await self.conditions(now), kinds=self.kinds, now=now)
        unsent = await self.notices.unsent()
        if unsent and await self._may_send(now):
            await self._send_all(unsent, now)

    async def _may_send(self, now: datetime) -> bool:
        if self._not_before is not None and now < self._not_before:
            return False
        last = await self.notices.last_sent()
        # A clock that was set back must not keep everything back until then.
        return last is None or not timedelta(0) <= now - last < EVERY

    async def _send_all(self, unsent: list[Notice], now: datetime) -> None:
        try:
            await self.send(message(unsent, page=self.page()))
        except UnavailableError as error:
            self._failures += 1
            self._not_before = now + _OUTAGE.interval(self._failures)
            self.last_error = str(error)
            _log.warning("notification_not_sent", reason=self.last_error, notices=len(unsent))
            return
        self._failures, self._not_before, self.last_error = 0, None, None
        await self.notices.mark_sent(unsent, now=now)
        _log.info("notification_sent", notices=len(unsent))


def build(parts: Parts) -> Notifier | None:
    """The notifier; None when notifications are off."""
    settings = parts.settings
    if not settings.notify_urls:
        return None
    return Notifier(
        notices=parts.store.notices,
        conditions=Conditions(parts, settings.notify_kinds),
        send=Services(settings.notify_urls, settings.ca_file).send,
        kinds=settings.notify_kinds,
        page=lambda: parts.page_url,
        leads=parts.leadership.leads,
        clock=parts.clock,
    )
