"""The image, built as anybody would build it, and containers of it without an engine."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.fixtures.places import ROOT

STORE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "shelfhook" / "image"
"""Where .ci/image-base leaves the image that ours begins with."""
USER: Final = 1000
DOCKERFILE: Final = ROOT / "deploy/docker/Dockerfile"
PATIENCE_SECONDS: Final = 60
NAME: Final = f"shelfhook-under-test-{os.getpid()}"
"""Each process has its own: two may be at it at once."""

# What an engine does for `docker run --read-only --user 1000 --cap-drop ALL --security-opt no-new-privileges`: the
# program is process 1 of its own, and sees nothing but its image, its mounts and a /tmp.
_RUN: Final = """set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
while [ "$1" != -- ]; do
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    shift 2
done
shift
mount -o remount,bind,ro "$root"
exec chroot --userspec="$UID_GID" --groups= "$root" setpriv --no-new-privs env -i "$@"
"""


def stop(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> int:
    """End a container as an engine does, by a signal to its process 1; the exit status."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for inside in children.read_text().split() if process.poll() is None else ():
        os.kill(int(inside), number)
    return process.wait(PATIENCE_SECONDS)


def missing() -> str | None:
    """Why no image can be built here; None when it can."""
    if os.geteuid() != 0:
        return "only root can build and mount an image"
    if shutil.which("buildah") is None:
        return "buildah is not installed"
    return None if STORE.is_dir() else "there is no base image: .ci/image-base makes it"


def buildah(*command: str | Path) -> str:
    """What buildah prints."""
    done = subprocess.run(
        ["buildah", "--root", STORE / "images", "--runroot", STORE / "run", *command],
        capture_output=True, text=True, check=False, env=os.environ | {"BUILDAH_ISOLATION": "chroot"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True, slots=True)
class Image:
    """A built image.

    Args:
        config: As it is started: user, environment, entry point, command, health check.
        added_megabytes: What its layers add to the base image, unpacked.
        root: Its files.
    """

    config: Mapping[str, Any]
    added_megabytes: float
    root: Path

    def start(
        self, environment: Mapping[str, str], mounts: Mapping[Path, str], *command: str, user: int = USER
    ) -> subprocess.Popen[str]:
        """Run the image's program, with another command than its own where one is given."""
        variables = [*self.config["Env"], *(f"{name}={value}" for name, value in environment.items())]
        places = [str(part) for place in mounts.items() for part in place]
        program = [*self.config["Entrypoint"], *(command or self.config["Cmd"])]
        return subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _RUN, "sh", self.root,
             *places, "--", *variables, *program],
            env=os.environ | {"UID_GID": f"{user}:{user}"}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    async def run(
        self, environment: Mapping[str, str], mounts: Mapping[Path, str], *command: str
    ) -> tuple[int, str]:
        """The exit status of a command in a container of its own, and what it said."""
        process = self.start(environment, mounts, *command)
        said, _ = await asyncio.to_thread(process.communicate, timeout=PATIENCE_SECONDS)
        return process.returncode, said


def build() -> Image:
    """Build deploy/docker/Dockerfile without asking for a newer base image."""
    buildah(
        "build", "--pull-never", "--format", "docker", "--quiet", "--file", DOCKERFILE,
        "--tag", NAME, ROOT,
    )  # fmt: skip
    image = json.loads(buildah("inspect", "--type", "image", NAME))
    root = Path(buildah("mount", buildah("from", "--pull-never", "--name", NAME, NAME).strip()).strip())
    base = re.findall(r"^FROM (\S+)$", DOCKERFILE.read_text(), re.MULTILINE)[-1]
    return Image(
        config=image["Docker"]["config"], added_megabytes=_megabytes(NAME) - _megabytes(base), root=root
    )


def remove() -> None:
    """Leave nothing but the base image."""
    buildah("rm", NAME)
    buildah("rmi", NAME)


def _megabytes(image: str) -> float:
    [listed] = json.loads(buildah("images", "--json", image))
    size, unit = listed["size"].split()
    assert unit == "MB", listed
    return float(size)
