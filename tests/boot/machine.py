"""A machine of its own: a folder with a Debian, booted by systemd-nspawn.

``python -m tests.boot.machine FOLDER`` says whether this machine can boot one: nothing when it can, else why not.
"""

import asyncio
import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

BOOT_SECONDS: Final = 90
NEWNET: Final = 0x40000000  # CLONE_NEWNET
SET_FLAGS: Final = 0x8914  # SIOCSIFFLAGS
UP: Final = 0x1  # IFF_UP


class BootError(Exception):
    """The machine did not come up; the message ends with its console."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a script ended: its status and all that it said."""

    status: int
    said: str


def leave_the_network() -> None:
    """From now on this process and what it starts have a network of their own, with loopback alone.

    Raises:
        OSError: The machine does not allow it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEWNET):
        raise OSError(ctypes.get_errno(), "a network of its own")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", b"lo", UP))


@dataclass(slots=True)
class Machine:
    """One that boots from *root*, in the network of this process.

    Args:
        root: Its root folder.
        mounts: Folders of ours that it may read, by where it sees them.
    """

    root: Path
    mounts: dict[str, Path] = field(default_factory=dict)
    _nspawn: asyncio.subprocess.Process | None = None

    @property
    def console(self) -> Path:
        """What it said while it booted."""
        return self.root.with_name(f"{self.root.name}.console")

    async def boot(self) -> None:
        """Switch it on, and wait until it has done what it does at boot.

        Raises:
            BootError: It did not come up.
        """
        with self.console.open("wb") as console:
            self._nspawn = await asyncio.create_subprocess_exec(
                # It ends with us.
                "setpriv", "--pdeathsig", "KILL", "systemd-nspawn", "--boot",
                "--directory", self.root, "--machine", f"shelfhook-{self.root.name}",
                "--register=no", "--keep-unit", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
                *(f"--bind-ro={ours}:{theirs}" for theirs, ours in self.mounts.items()),
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
                stdin=asyncio.subprocess.DEVNULL, stdout=console, stderr=console,
            )  # fmt: skip
        try:
            async with asyncio.timeout(BOOT_SECONDS):
                while not await self._runs():
                    await asyncio.sleep(0.2)
        except TimeoutError:
            self._give_up("it did not come up")

    async def _runs(self) -> bool:
        if self._nspawn is None or self._nspawn.returncode is not None:
            self._give_up("it went off")
        state = await self._inside("systemctl", "is-system-running", "--wait")
        return state.said.strip() in {"running", "degraded"}

    def _give_up(self, what: str) -> None:
        raise BootError(f"{what}: {self.console.read_text(errors='replace')[-2000:]}")

    async def run(self, script: str, *, user: str = "root", given: str = "", seconds: float = 120) -> Ran:
        """Let *user* run a bash script there; *given* is its standard input.

        Raises:
            TimeoutError: It took longer than *seconds*.
        """
        return await self._inside(
            "systemd-run", "--wait", "--pipe", "--quiet", "--collect", f"--uid={user}",
            "--property=WorkingDirectory=~", "bash", "-euc", script, given=given, seconds=seconds,
        )  # fmt: skip

    async def reboot(self) -> None:
        """Have it boot again, and wait until it did.

        Raises:
            BootError: It did not come up.
        """
        assert self._nspawn is not None
        await self.run("systemctl --no-block reboot")
        async with asyncio.timeout(BOOT_SECONDS):
            await self._nspawn.wait()  # with a status that asks for another start
        await self.boot()

    async def off(self) -> None:
        """Cut its power."""
        if self._nspawn is None or self._nspawn.returncode is not None:
            return
        if leader := self._leader():
            os.kill(int(leader), signal.SIGKILL)
        await self._nspawn.wait()

    async def _inside(self, *command: str, given: str = "", seconds: float = BOOT_SECONDS) -> Ran:
        leader = self._leader()
        if leader is None:
            return Ran(1, "")
        process = await asyncio.create_subprocess_exec(
            "nsenter", "--target", leader, "--mount", "--uts", "--ipc", "--pid", "--cgroup", "--root", "--wd",
            "--", *command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                said, _ = await process.communicate(given.encode())
        finally:
            if process.returncode is None:
                process.kill()
        assert process.returncode is not None
        return Ran(process.returncode, said.decode(errors="replace"))

    def _leader(self) -> str | None:
        """The id of its first process here; after it was booted again, of the new one."""
        assert self._nspawn is not None
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        return children[0] if children else None


@asynccontextmanager
async def copied(root: Path) -> AsyncIterator[Path]:
    """A copy of a root folder beside it, for as long as the context lasts."""
    folder = root.parent / f"machine-{secrets.token_hex(4)}"  # the name of a machine, too: no underscore
    folder.mkdir()
    copy = folder / folder.name
    try:
        await _do("cp", "-a", "--reflink=auto", root, copy)
        yield copy
    finally:
        await _do("rm", "-rf", folder)


async def _do(*command: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == 0


async def hindrance(root: Path) -> str | None:
    """Why no machine can be booted here; None when one was."""
    missing = [tool for tool in ("systemd-nspawn", "nsenter") if shutil.which(tool) is None]
    if missing:
        return f"{missing[0]} is not installed"
    async with copied(root) as copy:
        machine = Machine(copy)
        try:
            leave_the_network()
            await machine.boot()
        except (OSError, BootError) as error:
            return str(error)
        finally:
            await machine.off()
    return None


if __name__ == "__main__":
    sys.exit(asyncio.run(hindrance(Path(sys.argv[1]))))
