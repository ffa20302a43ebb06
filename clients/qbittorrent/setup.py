"""qBittorrent's options, as far as this program reads them or changes them at a person's request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from domain.errors import UnexpectedAnswerError

if TYPE_CHECKING:
    from qbittorrentapi import Client


class Ask(Protocol):
    """Makes a call in the client's one thread; see `clients.qbittorrent.client.Qbittorrent`."""

    def __call__(self, path: str, call: "Callable[[Client], Any]") -> Awaitable[Any]:
        """The result of the call."""


@dataclass(frozen=True, slots=True)
class Autorun:
    """The program that is run when a torrent has finished: whether it is, and its line."""

    enabled: bool
    program: str


@dataclass(frozen=True, slots=True)
class Setup:
    """The calls for qBittorrent's options; each raises the errors of `Qbittorrent`'s."""

    ask: Ask

    async def autorun(self) -> Autorun:
        """The program on completion."""
        path = "/api/v2/app/preferences"
        found = await self.ask(path, lambda client: client.app_preferences())
        try:
            return Autorun(enabled=bool(found["autorun_enabled"]), program=str(found["autorun_program"]))
        except (KeyError, TypeError) as error:
            raise UnexpectedAnswerError(
                f"{path} answered no program on completion", service="qbittorrent"
            ) from error

    async def set_autorun(self, autorun: Autorun) -> None:
        """Run another program on completion from now on; the one for added torrents is left alone."""
        preferences = {"autorun_enabled": autorun.enabled, "autorun_program": autorun.program}
        await self.ask(
            "/api/v2/app/setPreferences", lambda client: client.app_set_preferences(prefs=preferences)
        )

    async def categories(self) -> Mapping[str, str]:
        """The categories, and where each saves: empty where it follows the default."""
        path = "/api/v2/torrents/categories"

        def listed(client: "Client") -> Any:
            try:
                return client.torrents_categories()
            except ValueError as error:  # the library asks for the version first, and did not get one
                raise _without_version(path) from error

        found = await self.ask(path, listed)
        if not isinstance(found, Mapping):
            raise UnexpectedAnswerError(f"{path} answered no categories", service="qbittorrent")
        return {name: str(about.get("savePath", "")) for name, about in found.items()}

    async def create_category(self, name: str) -> None:
        """Make a category that saves where qBittorrent's default is."""
        await self.ask(
            "/api/v2/torrents/createCategory", lambda client: client.torrents_create_category(name=name)
        )

    async def try_torrent(self, torrent: bytes) -> None:
        """Add a torrent of our own, without category, and start it whatever the options say."""
        path = "/api/v2/torrents/add"

        def send(client: "Client") -> Any:
            try:
                return client.torrents_add(torrent_files=torrent, is_stopped=False)
            except ValueError as error:  # as above
                raise _without_version(path) from error

        await self.ask(path, send)

    async def remove(self, info_hash: str) -> None:
        """Take a torrent of our own out, with its data; harmless when it is not there."""
        await self.ask(
            "/api/v2/torrents/delete",
            lambda client: client.torrents_delete(delete_files=True, torrent_hashes=info_hash),
        )


def _without_version(path: str) -> UnexpectedAnswerError:
    return UnexpectedAnswerError(
        f"{path}: its version is not known yet; is QBITTORRENT_URL right?", service="qbittorrent"
    )
