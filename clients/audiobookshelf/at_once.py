"""What several ask for at the same time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from domain.errors import ShelfhookError, UnavailableError

Question = TypeVar("Question")
Answer = TypeVar("Answer")


async def outcomes(
    questions: Sequence[Question],
    *,
    several: Callable[[Sequence[Question]], Awaitable[Mapping[int, Answer]]],
    alone: Callable[[Question], Awaitable[Answer]],
) -> Sequence[Answer | Exception]:
    """What each question comes to.

    A batch is all or nothing (facts/audiobookshelf.md 1 and 2.6), so what it leaves open is asked alone: one item's
    trouble is nobody else's.

    Args:
        questions: One or more.
        several: Gives the answers by the questions' places; those that it cannot give are left out.
        alone: Gives one answer.

    Raises:
        UnavailableError: Audiobookshelf does not answer, so it is everybody's trouble.
    """
    found: Mapping[int, Answer] = {}
    if len(questions) > 1:
        try:
            found = await several(questions)
        except UnavailableError:
            raise
        except ShelfhookError:
            found = {}  # whose error it is shows below
    return [
        found[place] if place in found else await _outcome(alone(question))
        for place, question in enumerate(questions)
    ]


async def _outcome(answer: Awaitable[Answer]) -> Answer | Exception:
    try:
        return await answer
    except UnavailableError:
        raise
    except ShelfhookError as error:
        return error
