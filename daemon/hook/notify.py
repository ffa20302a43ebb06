"""``shelfhook notify``: report a finished torrent to the daemon, or leave a note when it is down.

Nothing installed is imported: qBittorrent may start hundreds of these at once.
"""

import argparse
import contextlib
import http.client
import json
import os
import sys
import time
import urllib.parse
from pathlib import Path
from typing import Final

from daemon.config.owners import for_the_group
from daemon.config.sources import state_dir
from daemon.hook.files import HEADER_FILE, SPOOL, URL_FILE
from domain.errors import ShelfhookError

TIMEOUT_SECONDS: Final = 10
_DOES: Final = "Report a finished torrent to the daemon; saved to a file while the daemon is down."
BAD_USE: Final = 2
FAILED: Final = 1


def main(arguments: list[str]) -> int:
    """Exit status of one call: 0 when the daemon has the event or will find it in the spool."""
    given = _parser().parse_args(arguments)
    names = ("hash", "v1", "v2")
    fields = {n: v for n in names if (v := (getattr(given, n) or "").strip()) not in {"", "-"}}
    wrong = [v for v in fields.values() if len(v) not in {40, 64} or set(v.lower()) - set("0123456789abcdef")]
    if not fields or wrong:
        problem = f"{wrong[0]!r} is not 40 or 64 hexadecimal digits" if wrong else "no hash was given"
        sys.stderr.write(f'shelfhook notify: {problem}; the line for qBittorrent ends with "%K" "%I" "%J"\n')
        return BAD_USE
    try:
        state = Path(given.state_dir) if given.state_dir else state_dir()
    except ShelfhookError as error:
        sys.stderr.write(f"shelfhook notify: {error}; the event is not saved\n")
        return FAILED
    try:
        event = _post(state, fields)
    except _RefusedError as error:
        return _spool(state, fields, because=str(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _spool(state, fields, because=_in_words(error, state))
    sys.stdout.write(f"event {event}\n")
    return 0


def _in_words(error: Exception, state: Path) -> str:
    match error:
        case FileNotFoundError():
            return f"none has run with the state directory {state}"
        case PermissionError():
            return f"its address in {state} is closed to this user"
        case ConnectionRefusedError():
            return "it is not running"
        case TimeoutError():
            return f"it has not answered within {TIMEOUT_SECONDS} s"
    return f"it does not answer: {type(error).__name__}"


class _RefusedError(Exception):
    """The daemon answered that it does not have the event."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shelfhook notify", description=_DOES)
    parser.add_argument("hash", help="qBittorrent's %%K")
    parser.add_argument("v1", nargs="?", help="qBittorrent's %%I")
    parser.add_argument("v2", nargs="?", help="qBittorrent's %%J")
    parser.add_argument(
        "--state-dir", help="the daemon's STATE_DIR, when the settings of this folder do not name it"
    )
    # Taken by daemon.__main__ before; here for the help.
    parser.add_argument("--config", metavar="FILE", help="the daemon's settings file, to read STATE_DIR from")
    return parser


def _post(state: Path, fields: dict[str, str]) -> int:
    """Hand over the event; its number.

    Raises:
        OSError: The daemon has not run here, or does not answer.
        _RefusedError: It answered that it does not have the event.
        ValueError: It answered in an unknown form.
    """
    url = urllib.parse.urlsplit((state / URL_FILE).read_text().strip())
    name, _, value = (state / HEADER_FILE).read_text().strip().partition(": ")
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=TIMEOUT_SECONDS)
    try:
        headers = {name: value, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", url.path, urllib.parse.urlencode(fields), headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != http.client.ACCEPTED:
        full = answer.status == http.client.INSUFFICIENT_STORAGE
        raise _RefusedError("its disk is full" if full else f"it answered {answer.status}")
    return int(json.loads(body)["event"])


def _spool(state: Path, fields: dict[str, str], *, because: str) -> int:
    """Keep the event for the daemon's next start, or say why that cannot be."""
    folder = state / SPOOL
    note = folder / f"{time.time_ns()}-{os.getpid()}.json"
    try:
        _write(note, fields)
    except OSError as error:
        if isinstance(error, PermissionError):
            why, mend = f"this user cannot write to {folder}", for_the_group(state)
        else:
            why, mend = f"{folder} cannot be written ({error.strerror})", "start shelfhook"
        sys.stderr.write(
            f"shelfhook notify: the daemon did not accept it ({because}), and {why}: the event is not saved; "
            f"{mend}, and run this again\n"
        )
        return FAILED
    sys.stdout.write(f"the daemon did not accept it ({because}); saved in {note} and retried later\n")
    return 0


def _write(note: Path, fields: dict[str, str]) -> None:
    """Make a file that appears whole or not at all."""
    unfinished = note.with_suffix(".part")
    try:
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with unfinished.open("w") as file:
            json.dump(fields, file)
            # The daemon may be another user; who gets here at all is decided by the state directory.
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(note)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
