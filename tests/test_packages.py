"""The wheels and the Debian package: what is in them, and that they install."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.examples import only_thorough

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
OURS = {"daemon", "handlers", "store", "clients", "domain"}


def run(*command: str | Path, **environment: str) -> str:
    """What a command prints; skips where no package index can be reached."""
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    said = done.stdout + done.stderr
    if done.returncode and re.search(r"No matching distribution|[Cc]onnection|[Rr]esolution|dns error", said):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, said
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both, by the name of their distribution."""
    folder = tmp_path_factory.mktemp("wheels")
    run(
        sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, ROOT, ROOT / "deploy" / "demo",
    )  # fmt: skip
    return {wheel.name.split("-")[0]: wheel for wheel in folder.glob("*.whl")}


def top_level(wheel: Path) -> set[str]:
    """The packages of a wheel."""
    listed = run(sys.executable, "-m", "zipfile", "-l", wheel)
    names = {line.split("/")[0] for line in listed.splitlines()[1:]}
    return {name for name in names if not name.endswith(".dist-info")}


def test_the_stand_ins_are_in_a_wheel_of_their_own(wheels):
    """The program's has what runs, the demo's the sandbox, and both the same version."""
    assert top_level(wheels["shelfhook"]) == OURS
    assert top_level(wheels["shelfhook_demo"]) == {"sandbox"}
    assert len({wheel.name.split("-")[1] for wheel in wheels.values()}) == 1


@only_thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_the_wheel_installs_in_an_environment_of_its_own(tool, wheels, tmp_path):
    """`pipx install` and `uv tool install` give a `shelfhook` that answers, without the stand-ins."""
    bin_dir, home = tmp_path / "bin", tmp_path / "home"
    if tool == "pipx":
        run(BIN / "pipx", "install", "--python", sys.executable, wheels["shelfhook"],
            PIPX_HOME=str(home), PIPX_BIN_DIR=str(bin_dir))  # fmt: skip
    else:
        run(BIN / "uv", "tool", "install", "--python", sys.executable, wheels["shelfhook"],
            UV_TOOL_DIR=str(home), UV_TOOL_BIN_DIR=str(bin_dir))  # fmt: skip

    assert "serve" in run(bin_dir / "shelfhook", "--help")
    demo = subprocess.run([bin_dir / "shelfhook", "demo"], capture_output=True, text=True, check=False)
    assert demo.returncode == 1
    assert "shelfhook-demo" in demo.stderr


def test_the_lowest_versions_hold_together():
    """A resolution at the lower bounds of pyproject.toml has an answer."""
    found = run(
        BIN / "uv", "pip", "compile", "--quiet", "--resolution", "lowest-direct", "--no-header",
        "--python-version", "3.11", "pyproject.toml", "--extra", "notify", "--extra", "postgres",
    )  # fmt: skip

    assert "aiohttp==3.14.3" in found
    assert "sqlalchemy==2.1.6" in found


@only_thorough
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
def test_the_debian_package_is_whole(tmp_path):
    """Program, units, documents and scripts are in it, settings and homes are not; lintian finds no error."""
    package = Path(run(ROOT / "deploy/debian/build.sh", OUT=str(tmp_path)).splitlines()[-1])
    listed = run("dpkg-deb", "--contents", package)
    names = {line.split()[5].removeprefix(".") for line in listed.splitlines()}

    assert {
        "/usr/bin/shelfhook",
        "/usr/lib/shelfhook/bin/shelfhook",
        "/usr/lib/systemd/system/shelfhook.service",
        "/usr/lib/systemd/system/shelfhook.socket",
        "/usr/share/doc/shelfhook/env.example",
        "/usr/share/doc/shelfhook/copyright",
        "/usr/share/man/man1/shelfhook.1.gz",
        "/usr/share/bash-completion/completions/shelfhook",
        "/usr/share/fish/vendor_completions.d/shelfhook.fish",
        "/usr/share/zsh/vendor-completions/_shelfhook",
    } <= names
    assert not [name for name in names if name.startswith(("/etc", "/home", "/var", "/usr/local"))]
    assert not [name for name in names if "/site-packages/sandbox/" in name or "/site-packages/pip/" in name]
    if shutil.which("lintian"):
        run("lintian", "--fail-on", "error", package)
