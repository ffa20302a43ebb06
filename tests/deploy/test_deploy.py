"""What is needed to run the daemon as a service: units and installation."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.conftest import tool
from tests.fixtures.examples import only_thorough
from tests.fixtures.places import ROOT

SYSTEMD = ROOT / "deploy" / "systemd"


UNITS = [SYSTEMD / "shelfhook.service", SYSTEMD / "shelfhook.socket"]


STRANGER = "made by a person\n"


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def install(destination: Path, what: str, *, umask: int = 0o022, **variables: str) -> str:
    """What the installer says under *destination*; skips where there are no packages to install."""
    done = subprocess.run(
        [ROOT / "deploy" / "install.sh", what],
        env=os.environ | {"DESTDIR": str(destination), "PYTHON": sys.executable} | variables,
        capture_output=True, text=True, check=False, cwd=destination, umask=umask,
    )  # fmt: skip
    if done.returncode and re.search(r"No matching distribution|[Cc]onnection|resolution", done.stderr):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    return done.stdout


def open_to_others(path: Path) -> bool:
    """Whether somebody else than the owner could change a file."""
    return not path.is_symlink() and bool(path.stat().st_mode & 0o022)


def closed_to_others(path: Path) -> bool:
    """Whether the service's user, who is no one to the files of root, could not read or enter."""
    wanted = 0o005 if path.is_dir() else 0o004
    return not path.is_symlink() and path.stat().st_mode & wanted != wanted


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Where the units and the settings are, without the program."""
    install(tmp_path, "config")
    return tmp_path


@needs_systemd
def test_systemd_understands_the_units(installed: Path):
    """`systemd-analyze verify` finds nothing to say about either unit."""
    folder = installed / "usr/local/lib/systemd/system"
    service = folder / "shelfhook.service"
    # The program itself is not installed here, and verify looks whether it is.
    service.write_text(service.read_text().replace("/usr/local/bin/shelfhook", sys.executable))

    said = subprocess.run(
        ["systemd-analyze", "verify", *folder.iterdir()], capture_output=True, text=True, check=False
    )

    assert (said.returncode, said.stdout + said.stderr) == (0, "")


@needs_systemd
def test_the_service_is_hardened():
    """The exposure that `systemd-analyze security` computes is at most 1.5 of 10."""
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", UNITS[0]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_directive_says_why(unit: Path):
    """Right above each line that sets something stands a comment, and no two lines share one."""
    lines = unit.read_text().splitlines()
    directives = [number for number, line in enumerate(lines) if re.match(r"[A-Z]\w*=", line)]

    bare = [lines[number] for number in directives if not re.match(r"# [^-]", lines[number - 1])]

    assert len(directives) > 5
    assert bare == []


def test_the_units_take_prefix_and_user(tmp_path: Path):
    """The installed units name what was asked for."""
    install(tmp_path, "config", PREFIX="/opt/books", RUN_AS="reader")

    service = (tmp_path / "usr/local/lib/systemd/system/shelfhook.service").read_text()

    assert "\nExecStart=/opt/books/bin/shelfhook serve\n" in service
    assert "\nUser=reader\nGroup=reader\n" in re.sub(r"\n#.*", "", service)
    assert "/usr/local/" not in re.sub(r"#.*", "", service)


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
def test_a_new_configuration_is_for_its_readers_only(tmp_path: Path, umask: int):
    """Whatever the umask, the service can read settings, root alone the credentials, and the state has its place."""
    install(tmp_path, "config", umask=umask)
    config = tmp_path / "etc/shelfhook"

    modes = [path.stat().st_mode & 0o777 for path in (config, config / ".env", config / "credentials")]

    assert modes == [0o755, 0o640, 0o700]
    assert "\nSTATE_DIR=/var/lib/shelfhook\n" in (config / ".env").read_text()


@only_thorough
@pytest.mark.timeout(900)
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_install_run_upgrade_and_uninstall(tmp_path: Path, umask: int):
    """The installed program serves; neither another installation nor its end touches what a person made."""
    config = tmp_path / "etc/shelfhook"
    config.mkdir(parents=True)
    (config / ".env").write_text(STRANGER)
    state = tmp_path / "var/lib/shelfhook"
    state.mkdir(parents=True, mode=0o700)

    told = install(tmp_path, "install", umask=umask)
    program = tmp_path / "usr/local/lib/shelfhook"
    page = served(program / "bin", state)
    files = list((tmp_path / "usr").rglob("*"))
    wrong = [file for file in files if open_to_others(file) or closed_to_others(file)]
    link = (program / ".env").readlink()
    share = tmp_path / "usr/local/share"
    completed = (share / "bash-completion/completions/shelfhook").read_text()
    manual = (share / "man/man1/shelfhook.1").read_text()
    install(tmp_path, "uninstall")

    assert b"<html" in page
    assert "complete_bash" in completed
    assert manual.startswith('.\\" Written by')
    assert (wrong, link) == ([], Path("/etc/shelfhook/.env"))
    for step in (
        "installing the pinned dependencies",
        "installed shelfhook ",
        "keeping the settings",
        "shelfhook.socket",
    ):
        assert step in told
    left = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert (config / ".env").read_text() == STRANGER
    assert {path.parts[:2] for path in left} == {("etc", "shelfhook"), ("var", "lib")}


FAILING_PYTHON = """#!/bin/sh
case "$*" in
*--without-pip*) mkdir -p "$DESTDIR/usr/local/lib/shelfhook.new/bin"; exit 1 ;;
*venv*) exit 0 ;;
*) exec "$REAL_PYTHON" "$@" ;;
esac
"""


def test_an_installation_that_fails_takes_back_what_it_began(tmp_path: Path):
    """The program that was there stays as it was, nothing half-made is left, and the end is reported."""
    python, program = tmp_path / "python", tmp_path / "root/usr/local/lib/shelfhook"
    python.write_text(FAILING_PYTHON)
    python.chmod(0o755)
    program.mkdir(parents=True)
    (program / "as it was").touch()
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    done = subprocess.run(
        [ROOT / "deploy" / "install.sh", "install"],
        env=os.environ | {"DESTDIR": str(tmp_path / "root"), "PYTHON": str(python), "REAL_PYTHON": sys.executable,
                          "TMPDIR": str(temporary)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "what was installed before is as it was" in done.stderr
    assert [file.name for file in program.parent.iterdir()] == ["shelfhook"]
    assert [file.name for file in program.iterdir()] == ["as it was"]
    assert list(temporary.iterdir()) == []


def served(program: Path, state: Path) -> bytes:
    """The page of the installed daemon, once it says that it is ready."""
    environment = {
        "MAM_ID": "seed-of-a-session", "ABS_TOKEN": "a-token", "STATE_DIR": str(state),
        "LISTEN": "127.0.0.1:0", "NOTIFY_SOCKET": str(state / "n"), "PATH": os.environ["PATH"],
        **{f"{name}_URL": "http://127.0.0.1:9" for name in ("MAM", "ABS", "QBITTORRENT", "GOOGLE_BOOKS")},
    }  # fmt: skip
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(environment["NOTIFY_SOCKET"])
        notices.settimeout(60)
        daemon = subprocess.Popen(
            [program / "python", "-I", program / "shelfhook", "serve"], env=environment, cwd=state
        )
        try:
            assert notices.recv(4096).startswith(b"READY=1")
            host, _, port = (state / "hook.url").read_text().split("/")[2].partition(":")
            connection = http.client.HTTPConnection(host, int(port), timeout=60)
            connection.request("GET", "/")
            page = connection.getresponse().read()
            connection.close()
        finally:
            daemon.terminate()
            daemon.wait(60)
    return page


def test_the_scripts_are_clean():
    """Shellcheck finds nothing."""
    scripts = [
        ROOT / "deploy/install.sh",
        *(ROOT / "deploy/docker").glob("*.sh"),
        *(ROOT / ".ci").iterdir(),
    ]

    said = subprocess.run([tool("shellcheck"), *scripts], capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout) == (0, "")
