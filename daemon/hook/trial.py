"""Proves the hook with a nonce: by its line, run from here, or by qBittorrent itself."""

import asyncio
import hashlib
import os
import secrets
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from fastbencode import bencode  # type: ignore[attr-defined]  # it has types and exports, but does not say so

from daemon.hook import wording
from daemon.hook.calls import Expected, HookCalls, RefusedCall
from daemon.hook.install import HookInstall
from daemon.hook.line import Standing, arguments
from domain.errors import NeedsPersonError

_LINE_SECONDS: Final = 12
_TORRENT_SECONDS: Final = 30
_BLOCK: Final = 16384
_NO_PROGRAM: Final = "/bin/true"
_INSTALL: Final = "run `shelfhook hook install`"
_ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
"""Nothing of the daemon's own: qBittorrent starts its programs without that."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of a test: whether the nonce arrived, and what that proves or where it failed."""

    passed: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HookTrial:
    """Tests the hook that leads to this process, which must be listening."""

    install: HookInstall
    calls: HookCalls

    async def by_line(self) -> Trial:
        """Run our part of qBittorrent's line, here and as this user.

        The command is made here and only compared with qBittorrent's line: nothing that another program names is
        started.

        Raises:
            NeedsPersonError: qBittorrent has no line of ours, or one for another place.
        """
        if self.install.leads_from_elsewhere:
            raise NeedsPersonError(
                "with HOOK_URL or HOOK_HEADER_FILE the hook works only on qBittorrent's machine",
                "run `shelfhook hook test --torrent`, which lets qBittorrent run it",
            )
        _, read = await self.install.found()
        if read.standing is Standing.OUTDATED:
            raise NeedsPersonError("qBittorrent runs an older form of the hook's command", _INSTALL)
        if read.standing is not Standing.HERE or read.kind is None:
            raise NeedsPersonError("qBittorrent does not call this shelfhook", _INSTALL)
        line = self.install.line.with_program(read.kind, _NO_PROGRAM if read.before else "")
        nonce = secrets.token_hex(20)
        with self.calls.expecting(nonce) as expected:
            output = await _run(arguments(line, {"%K": nonce, "%I": nonce, "%J": "-"}))
        ran = "the hook's command, run from here,"
        return _result(
            expected,
            came=f"{ran} reached the daemon",
            refused=f"{ran} was refused",
            silent=f"{ran} did not reach the daemon: {output}",
        )

    async def by_qbittorrent(self, *, seconds: float = _TORRENT_SECONDS) -> Trial:
        """Let qBittorrent run its line, for a torrent of nothing but padding, which is then taken out again.

        Such a torrent is complete at once, has no tracker, and puts nothing on the disk.

        Args:
            seconds: How long the call is waited for.
        """
        qbittorrent = self.install.qbittorrent
        torrent, info_hash = _padding(f"shelfhook hook test {secrets.token_hex(8)}")
        with self.calls.expecting(info_hash, by_qbittorrent=True) as expected:
            try:
                await qbittorrent.setup.try_torrent(torrent)
                await _within(expected.arrived, seconds)
            finally:
                await qbittorrent.setup.remove(info_hash)
        return _result(
            expected,
            came="qBittorrent ran the hook for a test torrent, and it reached the daemon",
            refused="qBittorrent ran the hook, and the call was refused",
            silent=f"qBittorrent got a test torrent, but no call came within {seconds} s: see its log, and whether its user "
            "may run the command that `shelfhook hook show` prints and reach its address",
        )


def _result(expected: Expected, *, came: str, refused: str, silent: str) -> Trial:
    """What is said where the call came, where it was refused, and where none came."""
    if expected.came:
        return Trial(passed=True, said=came)
    if expected.refused_call is not None:
        return Trial(passed=False, said=f"{refused}: {_answered(expected.refused_call)}")
    return Trial(passed=False, said=silent)


async def _run(argv: list[str]) -> str:
    """Start the program and wait for its end and that of its children; its output."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    except OSError as error:
        return f"{argv[0]} cannot be started ({error.strerror})"
    output = (await _output(process)).decode(errors="replace").strip().replace("\n", "; ")
    return output or f"its command ended with {process.returncode}"


async def _output(process: asyncio.subprocess.Process) -> bytes:
    """What it wrote until its end, which comes in time."""
    said = bytearray()
    try:
        async with asyncio.timeout(_LINE_SECONDS):
            await _read(process, said)
            await process.wait()
    except TimeoutError:
        # Together with its children, which would try again long after the test.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    return bytes(said)


async def _read(process: asyncio.subprocess.Process, said: bytearray) -> None:
    """Add the program's output to *said*, until its end."""
    while process.stderr is not None and (more := await process.stderr.read(4096)):
        said.extend(more)


def _answered(call: RefusedCall) -> str:
    """The daemon's answer, and the fix."""
    said = f"the daemon answered {call.status} to {call.peer}, since {wording.what(call)}"
    return f"{said}; {wording.mend(call)}"


async def _within(arrived: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await arrived.wait()


def _padding(name: str) -> tuple[bytes, str]:
    """A torrent file whose only file is padding (BEP 47), and its info hash."""
    info = {
        b"files": [{b"attr": b"p", b"length": _BLOCK, b"path": [b".pad", str(_BLOCK).encode()]}],
        b"name": name.encode(),
        b"piece length": _BLOCK,
        # the format requires SHA-1.
        b"pieces": hashlib.sha1(bytes(_BLOCK), usedforsecurity=False).digest(),
        b"private": 1,
    }
    return bencode({b"info": info}), hashlib.sha1(bencode(info), usedforsecurity=False).hexdigest()
