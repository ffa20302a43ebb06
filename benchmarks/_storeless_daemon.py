"""``shelfhook serve`` with an inbox that takes everything and keeps nothing: the same server, without storing."""

import sys
from datetime import datetime

from daemon.process.serving import main
from domain.events import Event
from store.queue.inbox import Inbox, Stored


async def _forget(_inbox: Inbox, _event: Event, *, now: datetime) -> Stored:  # noqa: ARG001 - as the inbox has it
    return Stored(1, duplicate=False)


if __name__ == "__main__":
    Inbox.add = _forget  # type: ignore[method-assign]
    sys.exit(main(debug=False))
