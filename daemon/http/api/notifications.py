"""Whether messages arrive."""

from datetime import datetime
from http import HTTPStatus

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.edges.notifying.notifier import Notifier
from daemon.http.api.api import answer
from daemon.http.api.operations import operation
from daemon.http.api.problems import problem
from daemon.parts import Parts
from domain.notices import Message, NoticeKind
from store.notices import Notices


class Notifying(TypedDict):
    """How many services are told, of what, and how that goes; `waiting` is how much is still to be told."""

    services: int
    kinds: list[NoticeKind]
    waiting: int
    last_told: datetime | None
    last_error: str | None


class Sent(TypedDict):
    """That a message was taken."""

    sent: bool
    services: int


def routes(parts: Parts, notifier: Notifier | None) -> list[web.RouteDef]:
    """``GET /api/notifications``, and ``POST /api/notifications/test``, which sends a message."""

    @operation("Whom notifications go to, and whether they do", Notifying)
    async def show(_request: web.Request) -> web.Response:
        notices = Notices(parts.db)
        return answer(
            {
                "services": len(parts.settings.notify_urls),
                "kinds": list(parts.settings.notify_kinds) if notifier else [],
                "waiting": await notices.waiting(),
                "last_told": await notices.last_told(),
                "last_error": notifier.last_error if notifier else None,
            }
        )

    @operation("Send a test message", Sent, problems={HTTPStatus.CONFLICT})
    async def test(_request: web.Request) -> web.Response:
        if notifier is None:
            return problem(HTTPStatus.CONFLICT, "nobody is to be told: set NOTIFY_URLS and restart shelfhook")
        await notifier.send(
            Message("shelfhook: a test", f"This is what a message looks like.\n\n{notifier.page()}/")
        )
        return answer({"sent": True, "services": len(parts.settings.notify_urls)})

    return [web.get("/api/notifications", show), web.post("/api/notifications/test", test)]
