"""What the stand-ins ask of qBittorrent's Web API, versions 4.5 to 5.3."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp

from domain.errors import CredentialsError, UnavailableError, UnexpectedAnswerError

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_LISTED_SECONDS: Final = 10.0


class WebApi:
    """One qBittorrent, logged in to as its owner.

    Every verb may raise `UnavailableError` (no answer) and `UnexpectedAnswerError` (an answer of 400 or more).

    Args:
        url: The base address, without a trailing slash.
        username: As configured there.
        password: As configured there.
    """

    def __init__(self, *, url: str, username: str, password: str) -> None:
        self.url = url
        self.username = username
        self.password = password
        self._session: aiohttp.ClientSession | None = None

    async def login(self) -> None:
        """Open a session in place of any former one.

        Raises:
            CredentialsError: They were refused.
        """
        await self.logout()
        # An ordinary jar drops the cookies of a host that is an IP address.
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=_TIMEOUT)
        answer = await self._post("auth/login", {"username": self.username, "password": self.password})
        if answer not in {b"Ok.", b""}:  # 5.2 and newer: 204 without a body
            raise CredentialsError(
                "/api/v2/auth/login refused the user name or the password", service="qbittorrent"
            )

    async def logout(self) -> None:
        """Forget the session, without asking."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def add(
        self,
        torrent: bytes,
        *,
        save_path: Path | None = None,
        category: str | None = None,
        tags: Iterable[str] = (),
        skip_checking: bool = False,
    ) -> None:
        """Add a torrent file; it is listed when this returns, where nothing else is added meanwhile.

        Args:
            torrent: The file's content.
            save_path: Of its data; None takes the default.
            category: Made where it is missing.
            tags: Without commas.
            skip_checking: Whether to trust that the data is there. No hook runs for such a torrent.

        Raises:
            UnexpectedAnswerError: It is no torrent, or one that is listed already.
        """
        trusted = "true" if skip_checking else "false"
        form = _form(
            tags=",".join(tags),
            skip_checking=trusted,
            seedMode=trusted,  # as 5.3 calls it
            savepath=None if save_path is None else str(save_path),
            category=category,
        )
        form.add_field("torrents", torrent, filename="a.torrent", content_type="application/x-bittorrent")
        before = await self._listed()
        if await self._post("torrents/add", form) == b"Fails.":
            raise UnexpectedAnswerError("/api/v2/torrents/add did not add the torrent", service="qbittorrent")
        async with asyncio.timeout(_LISTED_SECONDS):
            # The answer may come a few milliseconds before the torrent does.
            while await self._listed() <= before:
                pass

    async def add_peer(self, info_hash: str, port: int) -> None:
        """Give a torrent a peer on loopback; safe to repeat."""
        await self._post("torrents/addPeers", {"hashes": info_hash, "peers": f"127.0.0.1:{port}"})

    async def torrent(self, info_hash: str) -> dict[str, Any] | None:
        """One torrent as the Web API lists it; None when it has none with this id."""
        found: list[dict[str, Any]] = json.loads(await self._post("torrents/info", {"hashes": info_hash}))
        return found[0] if found else None

    async def recheck(self, info_hash: str) -> None:
        """Let it read a torrent's data again, and compare it with the torrent's hashes."""
        await self._post("torrents/recheck", {"hashes": info_hash})

    async def set_hook(self, line: str) -> None:
        """Run *line* on each completion from now on, in place of any former one; empty turns it off."""
        preferences = {"autorun_enabled": bool(line), "autorun_program": line}
        await self._post("app/setPreferences", {"json": json.dumps(preferences)})

    async def _listed(self) -> set[str]:
        return {torrent["hash"] for torrent in json.loads(await self._post("torrents/info", {}))}

    async def _post(self, method: str, data: Mapping[str, str] | aiohttp.FormData) -> bytes:
        path = f"/api/v2/{method}"
        if self._session is None:
            raise UnavailableError(f"{path}: not logged in", service="qbittorrent")
        try:
            async with self._session.post(self.url + path, data=data) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise UnavailableError(f"{path}: no answer", service="qbittorrent") from error
        if response.status in {401, 403}:
            raise CredentialsError(f"{path} answered {response.status}", service="qbittorrent")
        if response.status >= 400:
            raise UnexpectedAnswerError(f"{path} answered {response.status}", service="qbittorrent")
        return body


def _form(**given: str | None) -> aiohttp.FormData:
    """The fields that are given."""
    return aiohttp.FormData({name: value for name, value in given.items() if value is not None})
