"""The verbs that this program has for qBittorrent."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from clients._turns import Turns
from clients.qbittorrent import adding, maindata
from clients.qbittorrent.adding import ADD_INTERVAL, ProvedAdd
from clients.qbittorrent.conversation import Conversation
from clients.qbittorrent.login import Login
from clients.qbittorrent.maindata import Maindata
from clients.qbittorrent.setup import Setup
from clients.qbittorrent.torrents import Torrent, TorrentFile, file_from, torrent_from
from domain.clock import Clock
from domain.dependency import Dependency
from domain.errors import UnexpectedAnswerError
from domain.together import Together

if TYPE_CHECKING:
    from qbittorrentapi import Client

_LOOKS_WITHIN: Final = timedelta(seconds=1)


@dataclass(slots=True, kw_only=True, eq=False)
class Qbittorrent:
    """qBittorrent's Web API, with one call at a time.

    The library's client is not safe to share between threads (facts/qbittorrent.md 2), so it lives in one of
    its own. A cancelled caller's call continues there, and ends at most 8 seconds after qBittorrent
    stopped answering, and in any case with the login's patience.

    Every verb may raise:
        UnavailableError: No answer in time, or one that says so.
        CredentialsError: The login or key was refused, which is remembered: no second login is tried.
        UnexpectedAnswerError: Something else answered than qBittorrent.

    Args:
        login: The address and the credentials.
        dependency: Consulted before each call, and informed of each success and failure.
        clock: Measures how long a call took.
        add_interval: Between the end of one turn to add and the next.
    """

    login: Login
    dependency: Dependency
    clock: Clock
    add_interval: timedelta = ADD_INTERVAL
    _add_turns: Turns = field(init=False, repr=False)
    _listed: frozenset[str] | None = field(init=False, repr=False, default=None)
    _maindata: Maindata = field(init=False, repr=False, default_factory=Maindata)
    _conversation: Conversation = field(init=False, repr=False)
    _together: Together[Sequence[str], Torrent | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin to count the pauses between adds, and the conversation."""
        self._add_turns = Turns(clock=self.clock, interval=self.add_interval)
        self._conversation = Conversation(login=self.login, dependency=self.dependency, clock=self.clock)
        self._together = Together(self._with_ids)

    async def torrent(
        self, info_hash: str, *, v1: str | None = None, v2: str | None = None
    ) -> Torrent | None:
        """The torrent that has one of these hashes; None when qBittorrent has none.

        qBittorrent finds a torrent only by its own id, which for a hybrid one is neither of its info hashes:
        all torrents are searched for those when no id matches. Callers at the same time share a listing.

        Args:
            info_hash: qBittorrent's id, or either info hash.
            v1: The v1 info hash, where known.
            v2: The v2 info hash, where known.
        """
        wanted = [text.lower() for text in (info_hash, v2, v1) if text]
        return await self._together([text[:40] for text in wanted]) or await self._by_any_hash(wanted)

    async def torrents(self) -> list[Torrent]:
        """Every torrent; qBittorrent is asked only for the changes since the last call."""

        def pull(client: "Client") -> list[Torrent]:
            self._maindata.pull(client)
            return self._maindata.torrents()

        found: list[Torrent] = await self._ask(maindata.PATH, pull)
        self._listed = frozenset(torrent.hash for torrent in found)
        return found

    async def current(self, ids: Sequence[str]) -> list[Torrent]:
        """Those of the torrents with these ids that it has, with their speed."""
        return [one for one in await self._with_ids([[one] for one in ids]) if one is not None]

    @property
    def listed(self) -> frozenset[str] | None:
        """The ids of all torrents when they were listed last; None before that. Nothing is asked."""
        return self._listed

    async def files(self, info_hash: str) -> tuple[TorrentFile, ...]:
        """The files of the torrent with this id, in the torrent's order.

        Raises:
            NotFoundError: The torrent does not exist any more.
        """
        path = "/api/v2/torrents/files"
        found = await self._ask_of_a_torrent(
            path, lambda client: client.torrents_files(torrent_hash=info_hash)
        )
        return tuple(map(file_from, _entries(found, path)))

    async def comment(self, torrent: Torrent) -> str:
        """The comment of the torrent file; empty when it has none.

        Raises:
            NotFoundError: The torrent does not exist any more.
        """
        if torrent.comment is not None:
            return torrent.comment
        path = "/api/v2/torrents/properties"
        found = await self._ask_of_a_torrent(
            path, lambda client: client.torrents_properties(torrent_hash=torrent.hash)
        )
        if not isinstance(found, Mapping) or not isinstance(comment := found.get("comment"), str):
            raise UnexpectedAnswerError(f"{path} answered without a comment", service="qbittorrent")
        return comment

    def turn_to_add(self) -> AbstractAsyncContextManager[None]:
        """Hold the lock for `add`; check within it what forbids adding."""
        return self._add_turns.turn()

    async def add(
        self, torrent: bytes, *, info_hash: str, category: str, tags: Iterable[str], save_path: str | None
    ) -> Torrent:
        """The torrent as it is listed after it was added; harmless for one that is listed already.

        Args:
            torrent: The torrent file.
            info_hash: qBittorrent's id of it.
            category: Made where it is missing.
            tags: Without commas.
            save_path: As qBittorrent sees it; None leaves the place to it.

        Raises:
            UnexpectedAnswerError: qBittorrent did not take it.
        """

        def send(client: "Client") -> Any:
            try:
                return client.torrents_add(
                    torrent_files=torrent,
                    category=category,
                    tags=tags,
                    save_path=save_path,
                    # A category's own folder would win over the one that was asked for.
                    use_auto_torrent_management=False if save_path else None,
                )
            except ValueError as error:  # the library asks for the version first, and did not get one
                raise UnexpectedAnswerError(
                    f"{adding.PATH}: its version is not known yet; is QBITTORRENT_URL right?",
                    service="qbittorrent",
                ) from error

        prove = ProvedAdd(
            read=lambda: self._with_id(info_hash),
            send=lambda: self._ask(adding.PATH, send),
            clock=self.clock,
        )
        return await prove()

    async def free_space(self) -> int | None:
        """The bytes that are free at qBittorrent's own default save path; None when it does not know.

        A 0 is asked about twice: 4.5 gives it to a new session also while it has not looked at the disk yet.
        """
        await self._ask(maindata.PATH, self._maindata.pull)
        if self._maindata.free_space == 0:
            await self.clock.sleep(_LOOKS_WITHIN)
            await self._ask(maindata.PATH, self._maindata.pull)
        return self._maindata.free_space

    async def default_save_path(self) -> str:
        """The default save path of qBittorrent."""
        path = "/api/v2/app/defaultSavePath"
        found: str = await self._ask(path, lambda client: client.app_default_save_path())
        return found

    async def version(self) -> str:
        """The version of qBittorrent, such as ``4.5.2``."""
        path = "/api/v2/app/version"
        version: str = await self._ask(path, lambda client: client.app_version())
        if not version.removeprefix("v")[:1].isdigit():
            raise UnexpectedAnswerError(
                f"{path} answered no version: is QBITTORRENT_URL right?", service="qbittorrent"
            )
        return version.removeprefix("v")

    @property
    def setup(self) -> Setup:
        """How it is set up."""
        return Setup(self._ask)

    async def close(self) -> None:
        """Let the connection go, and end a call that is under way."""
        self._conversation.close()

    async def _with_id(self, torrent_id: str) -> Torrent | None:
        [found] = await self._with_ids([[torrent_id]])
        return found

    async def _with_ids(self, wanted: Sequence[Sequence[str]]) -> list[Torrent | None]:
        """Of each some ids the first torrent there is."""
        some = list(dict.fromkeys(one for ids in wanted for one in ids))
        listed = {torrent.hash: torrent for torrent in map(torrent_from, await self._listing(some))}
        return [next((listed[one] for one in ids if one in listed), None) for ids in wanted]

    async def _by_any_hash(self, wanted: Collection[str]) -> Torrent | None:
        for fields in await self._listing():
            if {fields.get("infohash_v1"), fields.get("infohash_v2")} & set(wanted):
                return torrent_from(fields)
        return None

    async def _listing(self, ids: Iterable[str] | None = None) -> list[Mapping[str, Any]]:
        path = "/api/v2/torrents/info"
        # An unknown torrent is an empty list, and never a 404.
        found = await self._ask(path, lambda client: client.torrents_info(torrent_hashes=ids))
        return _entries(found, path)

    async def _ask_of_a_torrent(self, path: str, call: "Callable[[Client], Any]") -> Any:
        return await self._conversation.ask(path, call, of_a_torrent=True)

    async def _ask(self, path: str, call: "Callable[[Client], Any]") -> Any:
        return await self._conversation.ask(path, call)


def _entries(found: Any, path: str) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise UnexpectedAnswerError(f"{path} answered no list of entries", service="qbittorrent")
    return found
