"""Many questions in one call."""

import asyncio

import pytest

from domain.together import Together


class Oracle:
    """Answers with the double, once it is let; what it is asked at once is noted."""

    def __init__(self):
        self.asked = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, numbers):
        self.asked.append(list(numbers))
        await self.free.wait()
        if 13 in numbers:
            raise ValueError("unlucky")
        return [ZeroDivisionError("nothing") if number == 0 else 2 * number for number in numbers]


async def result_of(answer):
    try:
        return await answer
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a failure is an answer, too
        return type(error)


@pytest.fixture
def oracle():
    return Oracle()


async def ask(oracle, *numbers, meanwhile=lambda _: None):
    """What each caller gets; the first one's call is under way until all have asked."""
    oracle.free.clear()
    together = Together(oracle)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        tasks = [group.create_task(result_of(together(number))) for number in numbers]
        await asyncio.sleep(0)  # noqa: TID251 - until all have asked
        meanwhile(tasks)
        await asyncio.sleep(0)  # noqa: TID251 - and that was heard
        oracle.free.set()
    return [task.result() for task in tasks]


async def test_those_who_come_meanwhile_share_a_call(oracle):
    """Each gets its own answer."""
    assert await ask(oracle, 1, 2, 3, 4) == [2, 4, 6, 8]
    assert oracle.asked == [[1], [2, 3, 4]]


async def test_a_single_question_is_asked_at_once(oracle):
    """And each of those that follow one another."""
    together = Together(oracle)

    assert [await together(number) for number in (1, 2)] == [2, 4]
    assert oracle.asked == [[1], [2]]


async def test_each_gets_its_own_error(oracle):
    """The others of the same call get their answers."""
    assert await ask(oracle, 1, 0, 2) == [2, ZeroDivisionError, 4]


async def test_the_error_of_a_call_is_everybodys(oracle):
    """Of all who shared it, and of no one else."""
    assert await ask(oracle, 1, 13, 2) == [2, ValueError, ValueError]
    assert await ask(oracle, 3) == [6]


@pytest.mark.parametrize("gone", [0, 1, 2], ids=["who asks", "who is to ask next", "who waits"])
async def test_who_does_not_wait_any_more_takes_no_one_along(oracle, gone):
    """Somebody else asks for those who are left."""
    answers = await ask(oracle, 1, 2, 3, meanwhile=lambda tasks: tasks[gone].cancel())

    assert answers[gone] is asyncio.CancelledError
    assert [answer for answer in answers if answer is not asyncio.CancelledError] == [
        2 * number for number in (1, 2, 3) if number != gone + 1
    ]
