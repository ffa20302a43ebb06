"""When handling makes room for hooks, and when it does not."""

import asyncio

from daemon.dispatch.bursts import MANY, Bursts


def is_over(bursts):
    """Whether nobody would have to wait at all."""
    waiting = bursts.over()
    try:
        waiting.send(None)
    except StopIteration:
        return True
    waiting.close()
    return False


async def test_a_single_hook_is_handled_at_once():
    """It is no burst."""
    bursts = Bursts()

    bursts.hook_came()

    assert is_over(bursts)


async def test_hooks_that_are_handled_as_they_come_are_no_burst():
    """However fast that is."""
    bursts = Bursts()

    for _ in range(10 * MANY):
        bursts.hook_came()
        assert is_over(bursts)
        bursts.caught_up()


async def test_hooks_that_nobody_keeps_up_with_are_a_burst_until_it_is_quiet():
    """Handling waits, and goes on when no hook comes any more."""
    bursts = Bursts()

    for _ in range(MANY):
        bursts.hook_came()

    assert not is_over(bursts)
    assert bursts.under_way
    await bursts.over()
    assert is_over(bursts)
    assert not bursts.under_way


async def test_an_endless_burst_does_not_keep_handling_for_ever(monkeypatch):
    """A step is taken now and then all the same."""
    monkeypatch.setattr("daemon.bursts.PATIENCE_SECONDS", 0.03)
    bursts = Bursts()
    stop = asyncio.Event()

    async def hooks():
        while not stop.is_set():
            bursts.hook_came()
            await asyncio.sleep(0.001)  # noqa: TID251 - a burst is known by the loop's own time

    async with asyncio.TaskGroup() as group:
        group.create_task(hooks())
        for _ in range(MANY):
            bursts.hook_came()
        await bursts.over()
        still_on = not is_over(bursts)
        stop.set()

    assert still_on
