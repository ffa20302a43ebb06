"""Whether the kernel tells of changes in a folder, and which of its limits forbids it."""

import ctypes
import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SYSCTL: Final = {
    errno.ENOSPC: "fs.inotify.max_user_watches",
    errno.EMFILE: "fs.inotify.max_user_instances",
}
_IN_DELETE_SELF: Final = 0x400

# Changes that another machine makes on these are not told.
_NETWORK: Final = frozenset(
    [
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "ceph",
            "davfs",
            "virtiofs",
            "vboxsf",
            "prl_fs",
        ),
        *("fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.davfs2", "fuse.s3fs"),
    ]
)


def network_filesystem(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of network file system that a folder lies on; None when it lies on none."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return None
    mounted = [fields for line in lines if len(fields := line.split()) > 2]  # noqa: PLR2004 - device, folder, kind
    above = [(len(at), kind) for _, at, kind, *_ in mounted if folder.is_relative_to(_unescaped(at))]
    kind = max(above, key=lambda one: one[0])[1] if above else ""
    return kind if kind in _NETWORK else None


def _unescaped(path: str) -> str:
    return path.encode().decode("unicode_escape", errors="replace") if "\\" in path else path


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the kernel that forbids one more watch, and what to do about it."""

    what: str
    mend: str

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.mend}"


def limit_reached(folder: Path) -> Limit | None:
    """Which limit forbids one more watch; None when none does."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_CLOEXEC)
    if descriptor < 0:
        return _told(ctypes.get_errno())
    try:
        if libc.inotify_add_watch(descriptor, os.fsencode(folder), _IN_DELETE_SELF) < 0:
            return _told(ctypes.get_errno())
    finally:
        os.close(descriptor)
    return None


def limit_in(error: Exception) -> Limit | None:
    """The same for a watch that failed: its own watches are given back by now, so that one more would do."""
    return _told(errno.ENOSPC) if "MaxFilesWatch" in str(error) else None


def _told(number: int) -> Limit | None:
    sysctl = _SYSCTL.get(number)
    if sysctl is None:
        return None
    try:
        now = Path("/proc/sys", *sysctl.split(".")).read_text().strip()
    except OSError:
        now = "unknown"
    return Limit(f"{sysctl} ({now}) is reached", "raise it with sysctl and restart shelfhook")
