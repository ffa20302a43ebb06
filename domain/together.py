"""Many questions in one call."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Batch(Generic[Question, Answer]):
    """What is asked together, and then what each is told; None when nobody asked in the end."""

    questions: list[Question] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    answers: Sequence[Answer | Exception] | None = None


@dataclass(slots=True)
class Together(Generic[Question, Answer]):
    """Makes one call at a time; those who come while it is under way share the next one.

    A single question goes its way at once, and of many at the same time each costs less.

    Args:
        ask: Gives the answers in the order of the questions, or the error of each. What it raises is the error of
            all. A question may be put again when somebody stops waiting, so asking it twice must do no harm.
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
                await self._lead(batch)  # for those who come until it is its turn
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
        except Exception as error:  # noqa: BLE001 - each of them is told
            batch.answers = [error] * len(batch.questions)
        finally:
            # Whoever is cancelled while the others wait leaves it to one of them to ask.
            if self._next is batch:
                self._next = _Batch()
            batch.over.set()
