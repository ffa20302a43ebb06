"""Where the state directory is, and what is reported where it cannot be used."""

import grp
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.config.invalid import SettingsProblemsError
from daemon.config.problems import load
from daemon.config.sources import default_state_dir, state_dir
from daemon.config.state_dir import kept, owner_name, prepare_state_dir
from daemon.hook.access import TOKEN_FILE, open_access
from daemon.process.alone import build
from domain.errors import BadInputError, ShelfhookError
from sandbox.clock import FakeClock
from tests.fixtures.forks import Forks
from tests.fixtures.mounts import namespaces_are_allowed
from tests.fixtures.stores import ready_state
from tests.fixtures.strangers import NOBODY, UNKNOWN, shelfhook

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@pytest.fixture(autouse=True)
def home(bare_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's own, which is not the current folder."""
    for name in ("XDG_STATE_HOME", "STATE_DIRECTORY"):
        os.environ.pop(name, None)
    os.environ["HOME"] = str(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", "home/.local/state/shelfhook"),
        (" ", "home/.local/state/shelfhook"),
        ("~/.shelfhook", "home/.shelfhook"),
        ("~", "home"),
        ("state", "state"),
        ("./state/", "state"),
        ("/srv/$HOME/a b", "/srv/$HOME/a b"),
    ],
)
def test_what_state_dir_means(tmp_path: Path, written: str, meant: str):
    """It is absolute for all who read it: ~ is the home, and a relative one begins where the command is started."""
    (tmp_path / ".env").write_text(f"STATE_DIR={written}\n")

    assert load(env_file=Path(".env")).state_dir == tmp_path / meant
    assert state_dir(env_file=Path(".env")) == tmp_path / meant
    assert list(tmp_path.iterdir()) == [tmp_path / ".env"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("${HOME}/state", "holds ${, and variables are not replaced"),
        ("~nobody-at-all/state", "begins with ~"),
    ],
)
def test_what_it_cannot_mean(tmp_path: Path, written: str, told: str):
    """A folder of that name is made nowhere."""
    (tmp_path / ".env").write_text(f"STATE_DIR={written}\n")

    for read in (load, state_dir):
        with pytest.raises(SettingsProblemsError, match=r"^STATE_DIR: ") as raised:
            read(env_file=Path(".env"))
        assert told in str(raised.value)


def test_a_relative_state_home_is_passed_over(home: Path):
    """As its specification says."""
    os.environ["XDG_STATE_HOME"] = "state"

    assert default_state_dir() == home / ".local/state/shelfhook"


@pytest.mark.parametrize(
    "command", [["serve"], ["status"], ["notify", "a" * 40], ["hook", "show"], ["doctor"]]
)
def test_without_a_home(forks: Forks, tmp_path: Path, command: list[str]):
    """No folder is guessed at, and none is made in the current one."""
    done = shelfhook(forks, *command, cwd=tmp_path, HOME="here")

    told = done.stdout + done.stderr
    assert done.returncode == {"notify": 1, "doctor": 2}.get(command[0], 78)
    assert "STATE_DIR" in told
    assert "HOME is no absolute path: set it to an absolute path" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


AS_UNKNOWN = f"""
import os, runpy
from tests.fixtures.namespaces import enter
enter("true", "/", user={UNKNOWN}, mounts=False)
del os.environ["HOME"]
runpy.run_module("daemon", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("command", [["serve"], ["status"], ["notify", "a" * 40]])
def test_a_user_unknown_to_the_machine(forks: Forks, tmp_path: Path, command: list[str]):
    """Without HOME and without an entry in passwd, as in a container with a user of its own number."""
    if not namespaces_are_allowed("--user"):
        pytest.skip("this machine makes no user namespaces")

    done = shelfhook(forks, *command, cwd=tmp_path, program=AS_UNKNOWN)

    told = done.stdout + done.stderr
    assert done.returncode == (1 if command[0] == "notify" else 78)
    assert "STATE_DIR: is not set, and this user has no home folder: set it to an absolute path" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("break_", "told"),
    [
        (lambda state: state.write_text(""), "something else is in its place"),
        (lambda state: state.symlink_to("/proc/nowhere"), "something else is in its place"),
        pytest.param(
            lambda state: (state.mkdir(), os.chown(state, NOBODY, -1)), "belongs to nobody: run this as nobody", marks=AS_ROOT
        ),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_used(tmp_path: Path, break_: Callable[[Path], object], told: str):
    """The message names it, and what to do."""
    state = tmp_path / "state"
    break_(state)

    with pytest.raises(BadInputError, match=rf"^STATE_DIR: {state} ") as raised:
        prepare_state_dir(state)

    assert told in str(raised.value)


def test_a_folder_that_is_closed(forks: Forks, tmp_path: Path):
    """Where it is there already, its owner and its mode are what is to be changed."""
    mine = tmp_path / "mine"
    mine.mkdir(mode=0)

    told = shelfhook(forks, "doctor", cwd=tmp_path, STATE_DIR=str(mine)).stdout

    assert f"STATE_DIR: {mine} is closed to this user" in told or f"`chmod u+rwX {mine}`" in told


@AS_ROOT
@pytest.mark.parametrize("command", ["status", "healthcheck", "hook"])
def test_the_services_folder_is_closed_to_others(forks: Forks, tmp_path: Path, command: str):
    """The message says as which user to run the command, and not to start a daemon that may run."""
    state = tmp_path / "state"
    state.mkdir(mode=0o750)
    os.chown(state, NOBODY, NOBODY)

    done = shelfhook(forks, command, cwd=tmp_path, STATE_DIR=str(state))

    assert done.returncode == 78
    assert done.stderr == (
        f"shelfhook: STATE_DIR: {state} is closed to this user: run `sudo -u nobody shelfhook …`, it belongs to nobody\n"
    )


@AS_ROOT
@pytest.mark.parametrize(("mode", "mend"), [(0o750, "`sudo usermod -aG GROUP USER`"), (0o700, "chgrp GROUP")])
def test_qbittorrents_user_hears_of_the_group(forks: Forks, tmp_path: Path, mode: int, mend: str):
    """It may be one that is not in the service's group yet; or the folder is open to no group."""
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, NOBODY, NOBODY)
    state.chmod(mode)

    done = shelfhook(forks, "notify", "--state-dir", str(state), "a" * 40, cwd=tmp_path)

    assert done.returncode == 1
    assert f"this user cannot write to {state}/spool: the event is not saved" in done.stderr
    assert mend.replace("-aG GROUP", f"-aG {grp.getgrgid(NOBODY).gr_name}") in done.stderr


@pytest.mark.parametrize("name", [TOKEN_FILE, "instance", "spool", "hook.url", "hook.hdr", "shelfhook.db"])
@pytest.mark.parametrize(
    "kind", ["directory", "pipe", "link", "nonsense", pytest.param("another's", marks=AS_ROOT)]
)
async def test_whatever_lies_there_is_survived_or_reported(
    tmp_path: Path, clock: FakeClock, name: str, kind: str
):
    """A link is not followed, nothing is waited for, and what another user left there is not believed."""
    state, elsewhere = ready_state(tmp_path / "state"), tmp_path / "elsewhere"
    elsewhere.write_text("a-token-of-another-user")
    file = state / name
    file.unlink(missing_ok=True)
    match kind:
        case "directory":
            (file / "full").mkdir(parents=True)
        case "pipe":
            os.mkfifo(file)
        case "link":
            file.symlink_to(elsewhere)
        case _:
            file.write_bytes(b"\xff\xfe a-token-of-another-user")
            os.chown(file, -1 if kind == "nonsense" else NOBODY, -1)
    settings = load(env_file=tmp_path / "none").model_copy(update={"state_dir": state})

    told = str(state)
    try:
        async with build(settings, clock) as daemon:
            daemon.parts.access.publish("http://127.0.0.1:1")
            assert "another" not in daemon.parts.access.token.get_secret_value()
    except ShelfhookError as error:
        told = str(error)

    assert str(state) in told
    assert elsewhere.read_text() == "a-token-of-another-user"


@pytest.mark.parametrize("token", ["", "short", "sixteen-letters-ä"])
def test_a_token_that_could_be_guessed_is_no_token(tmp_path: Path, token: str):
    """No one is let in by an empty one."""
    (tmp_path / TOKEN_FILE).write_text(token)
    settings = load(env_file=tmp_path / "none").model_copy(update={"state_dir": tmp_path})

    with pytest.raises(BadInputError, match="holds no token of at least 16 characters: remove it"):
        open_access(settings)


def test_the_daemons_name_stays(tmp_path: Path):
    """Unless its file was damaged."""
    name = owner_name(tmp_path)

    assert owner_name(tmp_path) == name == kept(tmp_path / "instance")
    (tmp_path / "instance").write_text("")
    assert owner_name(tmp_path) not in {"", name}
