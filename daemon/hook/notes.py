"""Notes of completions, left in the spool by any user who may write there."""

import os
import stat
from pathlib import Path

from daemon.hook.calls import MAX_BODY_BYTES


def read_note(note: Path) -> bytes:
    """The content of a note.

    Raises:
        OSError: It cannot be read, or is a link.
        ValueError: It is no plain file, which reading might never end, or too long.
    """
    with os.fdopen(os.open(note, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("it is not a regular file")
        text = file.read(MAX_BODY_BYTES + 1)
    if len(text) > MAX_BODY_BYTES:
        raise ValueError(f"it is longer than {MAX_BODY_BYTES} bytes")
    return text
