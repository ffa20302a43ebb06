"""A ring of files with the newest lines of the log: bounded, without secrets, and whole after a crash."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from daemon import log
from daemon.kept_log.line import MOST_BYTES, encoded

FOLDER: Final = "log"
LINES: Final = 10_000
"""At least as many lines are kept; a file's lines more at most."""
IN_A_FILE: Final = 1_000
_FILES: Final = LINES // IN_A_FILE + 1
BYTES: Final = _FILES * IN_A_FILE * MOST_BYTES
"""The ring never takes more."""

_ENDING: Final = ".jsonl"
# Each page that is opened is a line in the debug mode, and would be news to the page that shows the lines.
_NO_NEWS: Final = "shelfhook.requests"


class LogRing(logging.Handler):
    """Writes each line to the newest file, and removes the oldest file once there is a newer one too many.

    A line is handed to the system at once: the end of this process, however sudden, loses none. A line that cannot be
    written, as on a full disk, is left out; the log on standard error has it.

    Args:
        state: The state directory.
    """

    def __init__(self, state: Path) -> None:
        super().__init__()
        self.set_name(log.KEPT)
        self.setFormatter(log.formatter(encoded))
        self.came = 0
        self._folder = state / FOLDER
        self._file: int | None = None
        self._number = self._lines = 0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep all that is logged meanwhile."""
        root = logging.getLogger()
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)
            self.acquire()
            self._let_go()
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            self._write(self.format(record).encode(errors="backslashreplace") + b"\n")
        except OSError:
            self._let_go()  # the next line tries again
        except Exception:  # noqa: BLE001 - as every handler: a line that cannot be formatted ends nothing
            self.handleError(record)
        self.came += record.name != _NO_NEWS

    def files(self) -> list[tuple[int, Path]]:
        """The files with their numbers, the oldest first."""
        try:
            return sorted((int(path.stem), path) for path in self._folder.iterdir() if _is_ours(path))
        except OSError:
            return []

    def _write(self, line: bytes) -> None:
        if self._file is not None and self._lines >= IN_A_FILE:
            self._let_go()
        file = self._open() if self._file is None else self._file
        if os.write(file, line) < len(line):
            raise OSError("the disk is full")
        self._lines += 1

    def _open(self) -> int:
        """The newest file, or the one after it once that is full."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        files = self.files()
        self._number = max(files[-1][0] if files else 1, self._number)
        self._file = self._opened(self._number)
        if self._lines >= IN_A_FILE:
            os.close(self._file)
            self._number += 1
            self._file = self._opened(self._number)
        for number, path in files:
            if number <= self._number - _FILES:
                path.unlink(missing_ok=True)
        return self._file

    def _opened(self, number: int) -> int:
        path = self._folder / f"{number:08}{_ENDING}"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        there = os.pread(file, IN_A_FILE * MOST_BYTES, 0)
        self._lines = there.count(b"\n")
        if there and not there.endswith(b"\n"):  # torn by a crash of the machine, or a full disk
            self._lines += os.write(file, b"\n")
        return file

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file = None


def _is_ours(path: Path) -> bool:
    return path.suffix == _ENDING and path.stem.isascii() and path.stem.isdecimal()
