"""Combines many questions into one call."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Batch(Generic[Question, Answer]):
    """The questions of one call, and then the answer to each; None for one that was withdrawn."""

    questions: list[Question] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    answers: Sequence[Answer | Exception] | None = None


@dataclass(slots=True)
class Together(Generic[Question, Answer]):
    """Makes one call at a time; questions that come during it share the next call.

    A single question is sent at once, and many simultaneous ones cost less each.

    Args:
        ask: Returns the answers in the order of the questions, or an error for each. An error that it raises is that
            of all. A question may be asked again when another caller is cancelled, so asking it twice must be harmless.
    """

    ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer | Exception]]]
    _next: _Batch[Question, Answer] = field(default_factory=_Batch, init=False, repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def __call__(self, question: Question) -> Answer:
        """The answer to one question.

        Raises:
            Exception: As `ask` says.
        """
        answers = None
        while answers is None:
            batch = self._next
            place = len(batch.questions)
            batch.questions.append(question)
            if place == 0:
                await self._lead(batch)  # and the questions that come until then
            else:
                await batch.over.wait()
            answers = batch.answers
        answer = answers[place]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _lead(self, batch: _Batch[Question, Answer]) -> None:
        try:
            async with self._turn:
                self._next = _Batch()
                batch.answers = await self.ask(batch.questions)
        except Exception as error:  # noqa: BLE001 - each caller gets it
            batch.answers = [error] * len(batch.questions)
        finally:
            # If the caller that would ask is cancelled, one of the others asks instead.
            if self._next is batch:
                self._next = _Batch()
            batch.over.set()
