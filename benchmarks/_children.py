"""Processes beside the one that measures: each has a core's time of its own, as in life."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from daemon.config.settings import Settings

ROOT: Final = Path(__file__).parents[1]
NOWHERE: Final = "http://127.0.0.1:9"
"""Where nothing listens: a service that is not named is not there, and never the real one."""

_PATIENCE: Final = 60.0


@dataclass(slots=True)
class Child:
    """A process that answers each line that it gets with a line of JSON."""

    process: "subprocess.Popen[str]"

    def ask(self, question: str) -> Any:
        """Its answer to a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        return self.read_line()

    def read_line(self) -> Any:
        """The next line that it says by itself."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"it ended with {self.process.wait()}"
        return json.loads(line)


@contextmanager
def child(module: str, *arguments: object) -> Iterator[Child]:
    """A module of this package as a process; ended at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield Child(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def daemon_environment(state: Path, **settings: str) -> dict[str, str]:
    """An environment with these settings only: no cycle strikes, nothing is watched."""
    ours = {name.upper() for name in Settings.names()}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    quiet = {name: "" for name in ours if name.endswith("_CRON")}
    return (
        kept
        | quiet
        | {
            "PYTHONPATH": str(ROOT),
            "STATE_DIR": str(state),
            "LISTEN": "127.0.0.1:0",
            "LIBRARY_WATCH": "off",
            **{f"{service}_URL": NOWHERE for service in ("MAM", "ABS", "QBITTORRENT", "GOOGLE_BOOKS")},
            "MAM_ID": "unused",
            "ABS_TOKEN": "unused",
            "LOG_FORMAT": "json",
            **settings,
        }
    )


@dataclass(slots=True)
class DaemonProcess:
    """``shelfhook serve`` as a user runs it; `seconds` is how long it took until it was ready."""

    process: "subprocess.Popen[bytes]"
    state: Path
    seconds: float

    @property
    def url(self) -> str:
        """The address of its hook."""
        return (self.state / "hook.url").read_text().strip()

    @property
    def header(self) -> dict[str, str]:
        """What a hook must show."""
        name, _, value = (self.state / "hook.hdr").read_text().strip().partition(": ")
        return {name: value}

    def resident(self) -> int:
        """Its memory, in bytes."""
        return resident(self.process.pid)

    def cpu_seconds(self) -> float:
        """The processor time that it has taken, its threads' included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def daemon_process(
    environment: Mapping[str, str], command: Sequence[str] = ("daemon", "serve")
) -> Iterator[DaemonProcess]:
    """A daemon that is ready; stopped at the end. *command* is the module that it is, and its arguments."""
    state = Path(environment["STATE_DIR"])
    state.mkdir(parents=True, exist_ok=True)
    (state / "hook.url").unlink(missing_ok=True)
    log = state.with_name(f"{state.name}.log")
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=environment, cwd=ROOT, stdout=output, stderr=output
        )
    try:
        while b'"daemon_ready"' not in log.read_bytes():
            assert process.poll() is None, log.read_text()
            assert time.perf_counter() - started < _PATIENCE, log.read_text()
            time.sleep(0.002)  # noqa: TID251 - another process is waited for
        yield DaemonProcess(process, state, time.perf_counter() - started)
    except BaseException:
        sys.stderr.write(log.read_text()[-4000:])
        raise
    finally:
        process.terminate()
        process.wait(30)


def resident(pid: int | str) -> int:
    """The resident memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
