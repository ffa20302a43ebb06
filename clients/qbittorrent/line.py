"""The connection to qBittorrent, with an end to each call."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Timer


class Line:
    """The one connection in use, which any thread may cut.

    The library's limits are for each read alone: an answer that drips, or that is announced without an end,
    would hold its thread for ever.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._end: socket.socket | None = None
        self._cut = False

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """After this time, cut what has not ended."""
        with self._lock:
            self._cut = False
        timer = Timer(seconds, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @property
    def was_cut(self) -> bool:
        """Whether the call was ended by us."""
        return self._cut

    def hold(self, connected: socket.socket) -> socket.socket:
        """Note another connection as the one in use.

        Raises:
            TimeoutError: The call's time is over.
        """
        with self._lock:
            self._let_go()
            if self._cut:
                connected.close()
                raise TimeoutError
            # Shutting this one down ends the connection, also if it has been wrapped in TLS since.
            self._end = connected.dup()
        return connected

    def cut(self) -> None:
        """End the connection, and begin no other until the next call."""
        with self._lock:
            self._cut = True
            self._let_go()

    def _let_go(self) -> None:
        if self._end is not None:
            if self._cut:
                with suppress(OSError):
                    self._end.shutdown(socket.SHUT_RDWR)
            self._end.close()
            self._end = None
