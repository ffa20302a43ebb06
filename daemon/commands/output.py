"""Standard output as the commands write to it."""

import contextlib
import errno
import os
from collections.abc import Iterator
from typing import Any, TextIO


class OutputError(Exception):
    """Standard output takes nothing more: the disk of its file is full, for instance."""


class Output:
    """A stream whose errors are ours, but for a reader that has gone: that is no error, and typer ends in silence."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text.

        Raises:
            OutputError: The stream takes nothing more.
        """
        with self._told():
            return self._stream.write(text)

    def flush(self) -> None:
        """Write what was kept back.

        Raises:
            OutputError: The stream takes nothing more.
        """
        with self._told():
            self._stream.flush()

    def give_up(self) -> None:
        """Let go of what is left, which Python writes at its end, and would fail there again."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise OutputError(f"the output cannot be written: {error.strerror}") from error
