"""Which file system a folder lies on: tables as the kernel writes them, and the kernel's own."""

import os
from pathlib import Path

import pytest

from daemon.edges.watching.inotify import network_filesystem


def line(number: int, below: int, at: str | bytes, kind: str, root: str = "/", optional: str = "") -> bytes:
    """One of mountinfo; blank, tab, newline and backslash are as the kernel writes them."""
    name = at if isinstance(at, bytes) else at.encode()
    for sign in b"\\ \t\n":
        name = name.replace(bytes([sign]), b"\\%03o" % sign)
    return b"%d %d 0:%d %s %s rw,relatime %s- %s source rw\n" % (
        number, below, number, root.encode(), name, optional.encode(), kind.encode(),
    )  # fmt: skip


DISK = line(27, 1, "/", "ext4", optional="shared:1 ")


@pytest.mark.parametrize(
    ("lines", "folder", "kind"),
    [
        pytest.param([DISK], "/srv/books", None, id="a disk of this machine"),
        pytest.param([DISK, line(30, 27, "/mnt/nas", "nfs4")], "/mnt/nas/a/b", "nfs4", id="below a mount"),
        pytest.param([DISK, line(30, 27, "/mnt/nas", "nfs4")], "/mnt/nas", "nfs4", id="the mount itself"),
        pytest.param([DISK, line(30, 27, "/mnt/nas", "nfs4")], "/mnt/nas2", None, id="a name that begins alike"),
        pytest.param(
            [DISK, line(30, 27, "/nas", "autofs"), line(31, 30, "/nas", "nfs4")],
            "/nas/a", "nfs4", id="what autofs mounted",
        ),
        pytest.param(
            [DISK, line(31, 30, "/nas", "nfs4"), line(30, 27, "/nas", "autofs")],
            "/nas/a", "nfs4", id="what autofs mounted, in another order",
        ),
        pytest.param([DISK, line(30, 27, "/nas", "autofs")], "/nas/a", "autofs", id="what autofs did not mount"),
        pytest.param(
            [DISK, line(30, 27, "/books", "cifs"), line(31, 30, "/books", "ext4")],
            "/books", None, id="a disk over a share",
        ),
        pytest.param(
            [DISK, line(30, 27, "/mnt/nas", "nfs4"), line(31, 27, "/mnt", "tmpfs")],
            "/mnt/nas/a", None, id="a share hidden by a mount above it",
        ),
        pytest.param(
            [line(33, 32, "/mnt/nas", "nfs4"), line(32, 27, "/mnt", "tmpfs"), DISK],
            "/mnt/nas/a", "nfs4", id="each line before what it is mounted on",
        ),
        pytest.param([DISK, line(30, 27, "/books", "btrfs", "/@books")], "/books/a", None, id="a bind mount"),
        pytest.param([DISK, line(30, 27, "/books", "cifs", "/x\\040y")], "/books/a", "cifs", id="a share's bind mount"),
        pytest.param(
            [DISK, line(30, 27, "/books/NAS", "nfs")], "/books", "nfs", id="a share in the library",
        ),
        pytest.param(
            [DISK, line(30, 27, "/books/NAS", "nfs"), line(31, 30, "/books/NAS", "xfs")],
            "/books", None, id="a share in the library, and a disk over it",
        ),
        pytest.param([line(5, 5, "/", "rootfs"), line(6, 5, "/", "overlay")], "/books", None, id="a container"),
        pytest.param([line(40, 39, "/books", "virtiofs")], "/books/a", "virtiofs", id="a root that is no mount"),
        pytest.param(
            [line(27, 1, "/", "ext4", optional="shared:1 master:2 "), line(30, 27, "/b", "nfs", optional="x:1 ")],
            "/b", "nfs", id="optional fields",
        ),
        pytest.param([], "/books", None, id="no table at all"),
    ],
)  # fmt: skip
def test_the_mount_that_is_on_top_decides(tmp_path, lines, folder, kind):
    """Whatever the order of the lines: what is mounted on what is in their numbers."""
    table = tmp_path / "mountinfo"
    table.write_bytes(b"".join(lines))

    assert network_filesystem(Path(folder), table) == kind


@pytest.mark.parametrize(
    "name",
    [
        "Hörbücher auf NAS", "オーディオブック", "книги\tи\nещё", "كتب صوتية", "a\\b", "a\\040b", "🎧", "-", "a - b",
        "no\u00a0break", "line\u2028break", "next\x85line", "car\rriage", "vertical\x0btab", "form\x0cfeed",
        "Ho\u0308r", b"latin-\xfcmlaut", b"\xff\xfe", "ends in a blank ", "#", "x" * 255,
    ],
)  # fmt: skip
def test_a_mount_may_have_any_name(tmp_path, name):
    """Letters of any script, signs that others take for the end of a word or line, and bytes that are no text."""
    at = b"/mnt/" + (name if isinstance(name, bytes) else name.encode())
    table = tmp_path / "mountinfo"
    table.write_bytes(DISK + line(30, 27, at, "cifs"))

    assert network_filesystem(Path(os.fsdecode(at)) / "A", table) == "cifs"
    assert network_filesystem(Path("/mnt/other"), table) is None


LOCAL = ("ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay", "exfat", "ntfs3", "fuseblk", "bcachefs")
REMOTE = (
    *(
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "9p",
        "virtiofs",
        "ceph",
        "afs",
        "glusterfs",
        "lustre",
        "vboxsf",
        "davfs",
    ),
    *("fuse", "fuse.sshfs", "fuse.rclone", "fuse.mergerfs", "fuse.shfs", "fuse.s3fs", "fakeowner", "newfs"),
)


@pytest.mark.parametrize(("kind", "told"), [*((one, None) for one in LOCAL), *((one, one) for one in REMOTE)])
def test_only_what_is_this_kernels_alone_counts_as_local(tmp_path, kind, told):
    """What comes by the network, by FUSE or by an unknown way may change without the kernel's knowledge."""
    table = tmp_path / "mountinfo"
    table.write_bytes(DISK + line(30, 27, "/books", kind))

    assert network_filesystem(Path("/books/a"), table) == told


def test_the_older_form_of_the_table_is_read_too(tmp_path):
    """In /proc/self/mounts the order says what is mounted on what."""
    table = tmp_path / "mounts"
    table.write_text(
        "/dev/sda1 / ext4 rw 0 0\nsystemd-1 /mnt/nas autofs rw,direct 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n"
        "//nas/y /mnt/Hörbücher\\040auf\\040NAS cifs rw 0 0\ntmpfs /mnt/hidden tmpfs rw 0 0\n",
        encoding="utf-8",
    )

    folders = ("/mnt/nas/A", "/mnt/Hörbücher auf NAS/A", "/mnt/hidden", "/srv")
    assert [network_filesystem(Path(one), table) for one in folders] == ["nfs4", "cifs", None, None]


KINDS = "import sys, pathlib; from daemon.edges.watching.mounts import kinds; print(*kinds(pathlib.Path(sys.argv[1])))"


LIBRARY = "Hör\tbuch \\e"
ON_TOP = f"mount -t tmpfs none '{LIBRARY}'"
BOUND = f"mount --bind other '{LIBRARY}'"
INSIDE = f"mount -t tmpfs none '{LIBRARY}/in'"
OVERLAID = f"mount -t overlay -o lowerdir=other,upperdir=t/up,workdir=t/work none '{LIBRARY}'"


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        (ON_TOP, "tmpfs"),
        (f"{ON_TOP}; {BOUND}", "{disk}"),
        (f"{BOUND}; {ON_TOP}", "tmpfs"),
        (INSIDE, "{disk} tmpfs"),
        (f"{INSIDE}; {ON_TOP}", "tmpfs"),
        (f"mount -t tmpfs none t; mkdir t/up t/work; {OVERLAID}", "overlay"),
    ],
)
def test_the_kernels_own_table_is_read(among_mounts, tmp_path, script, shown):
    """Real mounts: stacked, hidden, bound, overlaid, inside, at a name with blanks."""
    library = tmp_path / LIBRARY
    for folder in (library / "in", tmp_path / "other", tmp_path / "t"):
        folder.mkdir(parents=True)
    disk = among_mounts("true", KINDS, str(library), cwd=tmp_path)

    assert among_mounts(script, KINDS, str(library), cwd=tmp_path) == shown.format(disk=disk)
