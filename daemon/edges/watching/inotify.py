"""Whether the kernel reports changes in a folder, and which of its limits forbids it."""

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daemon.edges.watching import mounts
from daemon.edges.watching.kernel import DELETE_SELF, Inotify
from domain.fixes import RELOAD

_SYSCTL: Final = {
    errno.ENOSPC: "fs.inotify.max_user_watches",
    errno.EMFILE: "fs.inotify.max_user_instances",
}

_AUTOFS: Final = "autofs"

# Only this kernel changes these, so that it reports everything. With any other kind, known or not, some changes
# may come from elsewhere: by the network, from the machine around this one, or below FUSE (mergerfs).
_LOCAL: Final = frozenset(
    [
        *("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "bcachefs", "f2fs", "jfs", "reiserfs", "nilfs2"),
        *("tmpfs", "ramfs", "rootfs", "overlay", "ecryptfs", "iso9660", "udf", "squashfs", "erofs"),
        *("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus"),
    ]
)


def network_filesystem(folder: Path, table: Path = mounts.TABLE) -> str | None:
    """The kind of file system at or in a folder of whose changes the kernel may not know; None when it knows all."""
    kinds = mounts.kinds(folder, table)
    if _AUTOFS in kinds[:1]:
        with suppress(OSError):
            os.stat(f"{folder}/.")  # noqa: PTH116 - the dot steps into the folder, which mounts it; Path drops it
        kinds = mounts.kinds(folder, table)
    return next((kind for kind in kinds if kind not in _LOCAL), None)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the kernel that forbids one more watch, and the fix."""

    what: str
    mend: str

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.mend}"


def limit_reached(folder: Path) -> Limit | None:
    """Which limit forbids one more watch; None when none does."""
    try:
        with Inotify() as kernel:
            kernel.add(os.fsencode(folder), DELETE_SELF)
    except OSError as error:
        return limit_in(error)
    return None


def limit_in(error: Exception) -> Limit | None:
    """The limit that made watching fail; None when it was something else."""
    if not isinstance(error, OSError) or error.filename is not None:
        return None  # of a folder that was read, not of inotify
    sysctl = _SYSCTL.get(error.errno or 0)
    if sysctl is None:
        return None
    try:
        now = Path("/proc/sys", *sysctl.split(".")).read_text().strip()
    except OSError:
        now = "unknown"
    return Limit(f"{sysctl} ({now}) is reached", f"raise it with sysctl and {RELOAD}")
