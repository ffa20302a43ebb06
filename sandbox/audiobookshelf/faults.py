"""Trouble that a test orders."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


class ProcessExitError(Exception):
    """The real server's process would have ended here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one request.

    Args:
        status: Answered instead of doing anything; by a proxy, as a web page.
        drop: The connection breaks without an answer, before or after the request took effect.
        slow: Waits so long first, on the stand-in's clock.
        retry_after: The header's value beside *status*.
    """

    status: int | None = None
    drop: Literal["before", "after"] | None = None
    slow: timedelta = timedelta(0)
    retry_after: str | None = None


@dataclass(slots=True)
class Orders:
    """The faults that wait for their requests, in order."""

    waiting: list[tuple[str, Fault]] = field(default_factory=list)

    def add(self, fault: Fault, *, times: int, on: str) -> None:
        """Let *fault* meet the next *times* requests whose ``METHOD /path`` contains *on*."""
        self.waiting += [(on, fault)] * times

    def take(self, request_line: str) -> Fault | None:
        """The fault for this request, if one waits for it."""
        for index, (on, fault) in enumerate(self.waiting):
            if on in request_line:
                del self.waiting[index]
                return fault
        return None
