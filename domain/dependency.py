"""The known state of a service, learnt from the calls that are made anyway."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.breaker import Breaker
from domain.clock import Clock
from domain.histogram import Histogram
from domain.refusals import Refusals

_BOUNDS: Final = (0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(slots=True)
class Dependency:
    """One service's last success and last error, and whether it refuses us. Clients report to it.

    Each message is a sentence that follows the service's name, as `ShelfhookError.reason` has it.

    Args:
        name: The service, one of `domain.services.SERVICES`.
        clock: Gives the times of success and error.
        refusals: Stores a refusal; None keeps it for this object's life.
        breaker: Consulted before each call.
        denied: By what a call needs, such as a permission, why calls of that kind are refused, the last one included.
        ahead: How far its clock was ahead of ours at its last answer; None before one with a date.
    """

    name: str
    clock: Clock
    refusals: Refusals | None = None
    last_success: datetime | None = None
    last_error: datetime | None = None
    last_error_message: str | None = None
    failures: int = 0
    failures_in_a_row: int = 0
    ahead: timedelta | None = None
    durations: Histogram = field(default_factory=lambda: Histogram(_BOUNDS))
    denied: dict[str, str] = field(default_factory=dict)
    breaker: Breaker = field(init=False)
    _kept: str | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Start with a closed breaker."""
        self.breaker = Breaker(service=self.name, clock=self.clock)

    @property
    def is_open(self) -> bool:
        """Whether calls fail at once, because the service is unavailable."""
        return self.breaker.is_open

    @property
    def refused(self) -> str | None:
        """Why the service refuses our credentials, with what to do; None while it does not."""
        return self.breaker.refused or next(iter(self.denied.values()), None)

    def answered(self, *, seconds: float = 0.0) -> None:
        """Note an answer that took *seconds*, whatever its content."""
        self.durations.observe(seconds)
        self.failures_in_a_row = 0

    def succeeded(self, *, seconds: float = 0.0) -> None:
        """Note a successful answer that took *seconds*."""
        self.answered(seconds=seconds)
        self.last_success = self.clock.now()

    def failed(self, message: str, *, seconds: float = 0.0) -> None:
        """Note a call without a usable answer; *message* is free of secrets."""
        self.durations.observe(seconds)
        self._note_failure(message)

    def disappointed(self, message: str) -> None:
        """The answer that was just noted was an error with this *message*."""
        self._note_failure(message)

    def deny(self, needs: str, why: str) -> None:
        """That answer refuses a permission, or perhaps us; the next call may be made."""
        self.disappointed(why)
        self.denied[needs] = why

    async def refuse(self, why: str, *, again: timedelta | None = None, keep: bool = True) -> None:
        """That answer refuses our credentials, which are not sent again until a person allows it.

        Args:
            why: One sentence, with what to do.
            again: When they are sent again without that; None for never.
            keep: Whether the refusal is stored over restarts.
        """
        self.disappointed(why)
        self.breaker.refuse(why, again=again)
        if keep:
            if self.refusals is not None:
                await self.refusals.note(why)
            self._kept = why

    async def accepted(self, needs: str = "") -> None:
        """The answer that was just noted shows that our credentials are accepted for a call with this permission."""
        self.last_success = self.clock.now()
        self.denied.pop(needs, None)
        self.denied.pop("", None)
        self.breaker.accepted()
        if self._kept is not None:
            if self.refusals is not None:
                await self.refusals.forget()
            self._kept = None

    def invite(self) -> None:
        """Allow one more call, because a person asks for it."""
        self.breaker.invite()

    async def restore(self) -> None:
        """Take over a stored refusal at the start; if this start is one more try, the next call may be made."""
        await self.refresh()
        if self._kept is not None and self.refusals is not None and await self.refusals.may_try():
            self.breaker.invite()

    async def refresh(self) -> None:
        """Take over a refusal that another daemon met, or its end."""
        if self.refusals is not None:
            self.remember(await self.refusals.why())

    def remember(self, kept: str | None) -> None:
        """Take over the stored refusal, which is *kept* now."""
        if kept is None and self._kept is not None:
            self.failures_in_a_row = 0
            self.breaker.accepted()
        elif kept is not None and self._kept is None:
            self.breaker.refuse(kept)
        self._kept = kept

    def _note_failure(self, message: str) -> None:
        self.failures += 1
        self.failures_in_a_row += 1
        self.last_error = self.clock.now()
        self.last_error_message = message
