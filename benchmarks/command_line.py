"""How long a command takes that asks the daemon, against importing what draws a command line."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks._children import daemon_environment, daemon_process
from benchmarks._rows import at_most

_RUNS: Final = 9
_LIMIT: Final = 4.0
_BARE: Final = (sys.executable, "-c", "import typer, rich")
_SHELFHOOK: Final = str(Path(sys.executable).with_name("shelfhook"))
_TAB: Final = {
    "_SHELFHOOK_COMPLETE": "complete_bash",
    "COMP_WORDS": "shelfhook downloads app",
    "COMP_CWORD": "2",
}
_TAB_OF_NUMBERS: Final = _TAB | {"COMP_WORDS": "shelfhook downloads show ", "COMP_CWORD": "3"}
_ASKED: Final[Mapping[str, tuple[Sequence[str], Mapping[str, str]]]] = {
    "shelfhook --help": (["--help"], {}),
    "shelfhook status": (["status"], {}),
    "shelfhook downloads list": (["downloads", "list"], {}),
    "a press of TAB": ([], _TAB),
    "a press of TAB for numbers": ([], _TAB_OF_NUMBERS),
}


def measure() -> list[dict[str, Any]]:
    """Per command its median time over that of the bare import; all are run in turns, beside a daemon."""
    took: dict[str, list[float]] = {name: [] for name in ("", *_ASKED)}
    with tempfile.TemporaryDirectory(prefix="shelfhook-bench-") as folder:
        environment = daemon_environment(Path(folder) / "state")
        with daemon_process(environment):
            for _ in range(_RUNS):
                took[""].append(_seconds(_BARE, environment))
                for name, (arguments, more) in _ASKED.items():
                    took[name].append(_seconds((_SHELFHOOK, *arguments), {**environment, **more}))
    bare = statistics.median(took[""])
    return [
        at_most(
            f"{name}, over importing typer and rich", statistics.median(took[name]) / bare, _LIMIT, "times"
        )
        for name in _ASKED
    ]


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
