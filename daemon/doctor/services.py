"""Whether each service is there and lets us in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from daemon.config.problems import missing
from daemon.config.settings import Settings
from daemon.connections import Connections
from domain.dependency import TITLES, Dependency
from domain.errors import ElsewhereError, NeedsPersonError, ShelfhookError, UnavailableError
from handlers.enrichment_due import NOT_CONFIGURED

_MENDS: Final[Mapping[str, str]] = {
    "mam": "check this machine's network and MAM_URL, and run this again when the site answers",
    "qbittorrent": "check QBITTORRENT_URL, and that qBittorrent runs there with its Web UI on",
    "audiobookshelf": (
        "check that ABS_URL is right (like http://localhost:13378), that Audiobookshelf runs there, "
        "and that ABS_TOKEN is valid"
    ),
    "google_books": "wait a moment and run this again; check this machine's network if it stays so",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Asks a service, in its pace and budget, and changes nothing there.

    A person who asks does not wait for the next probe of a service that was away: the check is one.

    Args:
        connections: The daemon's own clients.
        settings: Theirs.
        dependencies: What is known of the services.
    """

    connections: Connections
    settings: Settings
    dependencies: Mapping[str, Dependency]

    async def __call__(self, service: str) -> dict[str, Any]:
        """Whether *service*, one of `TITLES`, is there and lets us in (``ok``), what it said, and what to do."""
        ways: Mapping[str, Callable[[], Awaitable[str]]] = {
            "mam": self._mam,
            "qbittorrent": self._qbittorrent,
            "audiobookshelf": self._audiobookshelf,
            "google_books": self._google_books,
        }
        self.dependencies[service].breaker.invite()
        try:
            said = await ways[service]()
        except ElsewhereError as error:
            said, mend = str(error), "run this where that daemon runs"
        except UnavailableError as error:
            said, mend = f"Could not connect to {TITLES[service]}: {error}", _MENDS[service]
        except NeedsPersonError as error:
            said, mend = str(error), None  # such a message says what to do
        except ShelfhookError as error:
            said, mend = str(error), _MENDS[service]
        else:
            return {"ok": True, "said": said, "mend": None}
        return {"ok": False, "said": said, "mend": mend}

    async def _mam(self) -> str:
        self._configured("MAM ")
        return await self.connections.mam.check()

    async def _qbittorrent(self) -> str:
        return f"version {await self.connections.qbittorrent.version()}"

    async def _audiobookshelf(self) -> str:
        self._configured("Audiobookshelf ")
        shelf = self.connections.audiobookshelf
        status = await shelf.status()
        if not status.initialised:
            raise NeedsPersonError("Audiobookshelf has no user yet: open its page and make the first one")
        me = await shelf.me()
        if not me.can_update:
            raise NeedsPersonError(
                f"the user {me.username} of ABS_TOKEN may not change items: "
                "give it the permission to update in Audiobookshelf under Settings, Users"
            )
        libraries = await shelf.libraries()
        if not libraries:
            raise NeedsPersonError(
                f"the user {me.username} of ABS_TOKEN sees no library of books: give it access to one"
            )
        scans = "" if me.is_admin or self.settings.abs_scan == "never" else "; it may not ask for scans"
        names = ", ".join(library.name for library in libraries)
        return f"version {status.version}, user {me.username} may change items in {names}{scans}"

    async def _google_books(self) -> str:
        if self.connections.google_books is None:
            raise NeedsPersonError(NOT_CONFIGURED)
        return await self.connections.google_books.check()

    def _configured(self, name: str) -> None:
        """Ask nobody with credentials that are not set."""
        for problem in missing(self.settings):
            if problem.startswith(name):
                raise NeedsPersonError(problem)
