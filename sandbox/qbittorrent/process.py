"""A real qbittorrent-nox of our own."""

import asyncio
import os
import secrets
import shutil
import socket
from pathlib import Path
from typing import Final, Self

from domain.errors import CredentialsError, UnavailableError, UnexpectedAnswerError
from sandbox.qbittorrent.settings import Settings
from sandbox.qbittorrent.web_api import WebApi

_PROGRAM: Final = "qbittorrent-nox"
_TRIES: Final = 3
_START_SECONDS: Final = 20.0
_STOP_SECONDS: Final = 15.0
_POLL_SECONDS: Final = 0.05
_LOG_CHARACTERS: Final = 2000


class QbittorrentProcess(WebApi):
    """qBittorrent on loopback, with a profile of its own; ended by its own process id.

    Addresses and ports are known after the first `start` and stay the same over restarts.

    Args:
        folder: Contains profile, log and, unless configured otherwise, downloads.
        hook: The line to run on completion, as typed into qBittorrent's options.
        password: None makes a random one.
        save_path: Where downloads end up; None takes a folder below *folder*.
        temp_path: Where they lie until they are complete; None leaves them in the save path.
    """

    def __init__(
        self,
        folder: Path,
        *,
        hook: str | None = None,
        password: str | None = None,
        save_path: Path | None = None,
        temp_path: Path | None = None,
    ) -> None:
        super().__init__(url="", username="admin", password=password or secrets.token_urlsafe(16))
        self.folder = folder
        self.api_key = f"qbt_{secrets.token_hex(14)}"
        self.save_path = save_path or folder / "downloads"
        self.listen_port = 0
        self._temp_path = temp_path
        self._hook = hook
        self._child: asyncio.subprocess.Process | None = None

    @staticmethod
    def available() -> bool:
        """Whether qbittorrent-nox is installed."""
        return shutil.which(_PROGRAM) is not None

    @property
    def pid(self) -> int:
        """The running process's id.

        Raises:
            UnavailableError: It was not started, or was stopped.
        """
        if self._child is None:
            raise UnavailableError("has not been started", service="qbittorrent")
        return self._child.pid

    async def start(self) -> None:
        """Run it and wait until its Web API accepts us.

        Another program may take a free port before qBittorrent does: a first start that fails is tried again
        with other ports.

        Raises:
            UnavailableError: It does not answer; the message ends with its log.
        """
        if self.url:
            await self._run()
            return
        for tries_left in reversed(range(_TRIES)):
            self._settle_in()
            try:
                await self._run()
            except UnavailableError:
                if not tries_left:
                    raise
            else:
                return

    async def stop(self) -> None:
        """End it as its user would; by force when it takes longer than 15 seconds."""
        await self.logout()
        if self._child is not None and self._child.returncode is None:
            self._child.terminate()
            await self.exited(within=_STOP_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """End it as a crash would: it saves nothing."""
        await self.logout()
        if self._child is not None:
            if self._child.returncode is None:
                self._child.kill()
            await self._child.wait()
            self._child = None

    async def restart(self) -> None:
        """Stop it if it runs, and start it with the same address, ports and torrents."""
        await self.stop()
        await self.start()

    async def exited(self, *, within: float) -> bool:
        """Whether the process is over, having waited for that up to *within* seconds."""
        if self._child is None:
            return True
        try:
            async with asyncio.timeout(within):
                await self._child.wait()
        except TimeoutError:
            return False
        return True

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    def _settle_in(self) -> None:
        web_port, self.listen_port = self._free_ports()
        self.url = f"http://127.0.0.1:{web_port}"
        settings = Settings(
            web_port=web_port,
            listen_port=self.listen_port,
            username=self.username,
            password=self.password,
            api_key=self.api_key,
            save_path=self.save_path,
            temp_path=self._temp_path,
            hook=self._hook,
        )
        file = self.folder / "profile" / "qBittorrent" / "config" / "qBittorrent.conf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(settings.ini(), encoding="ascii")

    async def _spawn(self) -> None:
        with self._log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                _PROGRAM,
                f"--profile={self.folder / 'profile'}",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                # 4.5.2 never transfers a non-ASCII name in the C locale (facts/qbittorrent.md 1).
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is for the one who started us; we stop it in our turn
            )

    async def _run(self) -> None:
        await self._spawn()
        answers = False
        try:
            answers = await self._answers()
        finally:
            if not answers:  # or cancelled: no other part knows of the process yet
                await self.kill()
        if not answers:
            log_end = self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_CHARACTERS:]
            raise UnavailableError(f"did not start; its log ends:\n{log_end}", service="qbittorrent")

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not await self.exited(within=_POLL_SECONDS):
                    try:
                        await self.login()
                    except (CredentialsError, UnexpectedAnswerError):
                        return False  # another program took the port: ours knows our password
                    except UnavailableError:
                        continue
                    return True
        except TimeoutError:
            pass
        return False

    @property
    def _log(self) -> Path:
        return self.folder / "qbittorrent.log"

    def _free_ports(self) -> tuple[int, int]:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            second.bind(("127.0.0.1", 0))
            return first.getsockname()[1], second.getsockname()[1]
