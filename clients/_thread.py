"""One thread for calls that block, which does not keep the process from ending."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OneThread:
    """Makes calls one after another in a thread of its own, from the first one on.

    Python waits at its end for the threads of its executors, however long a server keeps them; not for this one.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[T]":
        """The result of the call. A cancelled caller's call is not begun, or goes on by itself."""
        result: Future[T] = Future()

        def make() -> None:
            if result.set_running_or_notify_cancel():
                _settle(result, lambda: call(*args, **kwargs))

        self._calls.put(make)
        if self._thread is None:
            self._thread = Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return asyncio.wrap_future(result)

    def close(self) -> None:
        """Let the thread end after its calls."""
        self._calls.put(None)

    def _work(self) -> None:
        while (make := self._calls.get()) is not None:
            make()


def _settle(result: "Future[Any]", call: Callable[[], Any]) -> None:
    try:
        value = call()
    except BaseException as error:  # noqa: BLE001 - the caller gets it
        result.set_exception(error)
    else:
        result.set_result(value)
